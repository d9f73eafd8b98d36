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
    doc: 'DSN of a Sentry project: turns on the delivery of errors to Sentry, by the package `@sentry/node` of your project ([sentry.md](sentry.md)).',
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
  posthogApiKey: {
    type: 'string',
    secret: true,
    env: ['POSTHOG_API_KEY'],
    doc: 'Project API key of PostHog: turns on the delivery of usage events to PostHog, by the package `posthog-node` of your project ([posthog.md](posthog.md)).',
  },
  posthogHost: {
    type: 'url',
    default: 'https://eu.i.posthog.com',
    env: ['POSTHOG_HOST'],
    doc: 'Where PostHog takes events.',
  },
  posthogEvents: {
    type: 'list',
    default: ['*'],
    env: ['PLAINSIGHT_POSTHOG_EVENTS'],
    doc: 'Names of the usage events that PostHog gets; `*` stands for any text: `order.*,feature.used`.',
  },
} as const
