/**
 * What is off until its variable is set, because it sends data to a service of someone else. The variables are those of
 * the services' own libraries.
 */
export const optInOptions = {
  sentryDsn: {
    type: 'string',
    pattern: {
      source: 'https?://\\w+(?::\\w*)?@(?:\\[[:.%\\w]+\\]|[\\w.-]+)(?::\\d+)?(?:/[\\w.-]+)*/\\d+',
      words: 'a DSN of Sentry, https://<key>@<host>/<project>',
    },
    secret: true,
    env: ['SENTRY_DSN'],
    doc: 'DSN of a Sentry project: turns on the delivery of errors to Sentry, by the package `@sentry/node` of your project.',
  },
  sentryEnvironment: {
    type: 'string',
    env: ['SENTRY_ENVIRONMENT'],
    doc: 'Environment of the errors in Sentry. Not set: `deployment.environment.name` of the resource.',
  },
  sentryRelease: {
    type: 'string',
    env: ['SENTRY_RELEASE'],
    doc: 'Release of the errors in Sentry. Not set: name and version of the service, as `shop@1.4.2`.',
  },
  sentryTracesRate: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: 0,
    env: ['SENTRY_TRACES_RATE'],
    doc: "Share of the recorded traces that is also sent to Sentry's OTLP endpoint: a number from 0 (none) to 1 (all).",
  },
} as const
