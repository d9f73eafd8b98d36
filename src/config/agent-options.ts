import { optInOptions } from './opt-in-options.ts'

const ownOptions = {
  environment: {
    type: 'string',
    env: ['PLAINSIGHT_ENVIRONMENT', 'NODE_ENV'],
    doc: 'Sent as `deployment.environment.name`, unless the resource attributes set it.',
  },
  token: {
    type: 'string',
    secret: true,
    env: ['PLAINSIGHT_TOKEN'],
    doc: 'Bearer token for the hub, sent with every export.',
  },
  httpServer: {
    type: 'enum',
    values: ['plainsight', 'stock', 'off'],
    default: 'plainsight',
    env: ['PLAINSIGHT_HTTP_SERVER'],
    doc: 'Instrumentation that creates server spans: `plainsight` (our own, lightweight), `stock` (`@opentelemetry/instrumentation-http`) or `off`.',
  },
  requestLog: {
    type: 'enum',
    values: ['off', 'errors', 'all'],
    default: 'off',
    env: ['PLAINSIGHT_REQUEST_LOG'],
    doc: 'Log lines about finished requests on stdout: for none, for those with status 500 and above, or for all.',
  },
  requestIdHeader: {
    type: 'string',
    default: 'x-request-id',
    env: ['PLAINSIGHT_REQUEST_ID_HEADER'],
    doc: 'Header with the request id, in requests and responses. Empty: no request ids.',
  },
  trustTraceparent: {
    type: 'list',
    each: 'peer',
    default: ['loopback', 'linklocal', 'uniquelocal'],
    env: ['PLAINSIGHT_TRUST_TRACEPARENT'],
    doc: 'Clients whose `traceparent`, `tracestate` and `baggage` are accepted: `all`, `none`, addresses, networks (`10.0.0.0/8`), `loopback`, `linklocal`, `uniquelocal`. The request of another client begins a new trace with a link to theirs. `plainsight dev` sets `all`.',
  },
  propagateTo: {
    type: 'list',
    each: 'host',
    default: [],
    env: ['PLAINSIGHT_PROPAGATE_TO'],
    doc: 'Additional hosts that get `traceparent`, `tracestate` and `baggage` with outgoing calls: names, `*.example.com`, or `*` for all (without baggage). The hosts that always get them are in [privacy.md](privacy.md#trace-headers). `none`: no host at all.',
  },
  logCapture: {
    type: 'list',
    values: ['pino', 'winston', 'bunyan', 'console', 'none'],
    default: ['pino', 'winston', 'bunyan', 'console'],
    env: ['PLAINSIGHT_LOG_CAPTURE'],
    doc: 'Loggers whose lines the agent sends as OTLP logs; `none` for no logs.',
  },
  eventsTo: {
    type: 'list',
    values: ['otlp', 'http', 'console', 'memory', 'none'],
    default: ['otlp'],
    env: ['PLAINSIGHT_EVENTS_TO'],
    doc: 'Where usage events (`trackEvent`) go, one or several: `otlp` (the hub), `http` (`PLAINSIGHT_EVENTS_URL`), `console` (a readable line each on stdout, for development), `memory` (for tests), or `none`. `OTEL_LOGS_EXPORTER` does not affect them.',
  },
  eventsUrl: {
    type: 'url',
    env: ['PLAINSIGHT_EVENTS_URL'],
    doc: 'Endpoint that `http` in `PLAINSIGHT_EVENTS_TO` posts usage events to, as JSON. Redirects are not followed.',
  },
  eventsApiKey: {
    type: 'string',
    secret: true,
    env: ['PLAINSIGHT_EVENTS_API_KEY'],
    doc: 'Sent to `PLAINSIGHT_EVENTS_URL` as `Authorization: Bearer`.',
  },
  eventsCertificate: {
    type: 'string',
    env: ['PLAINSIGHT_EVENTS_CERTIFICATE'],
    doc: 'File (PEM) with the certificates to trust for `PLAINSIGHT_EVENTS_URL`, instead of those of Node.',
  },
  logLevel: {
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'info',
    env: ['PLAINSIGHT_LOG_LEVEL'],
    doc: 'Lowest level that `logger` writes.',
  },
  logFile: {
    type: 'string',
    env: ['PLAINSIGHT_LOG_FILE'],
    doc: 'File that `logger` also writes to, for example `logs/app.jsonl`.',
  },
  logFileMaxSize: {
    type: 'string',
    pattern: { source: '[1-9][0-9]*[KMG]', words: 'a whole number and K, M or G, for example 50M' },
    default: '50M',
    env: ['PLAINSIGHT_LOG_FILE_MAX_SIZE'],
    doc: 'Maximum size of the log file; then it is rotated (`K`, `M`, `G`).',
  },
  logFileMaxDays: {
    type: 'integer',
    minimum: 1,
    default: 7,
    unit: 'days',
    env: ['PLAINSIGHT_LOG_FILE_MAX_DAYS'],
    doc: 'Days to keep rotated log files; the file is rotated daily.',
  },
  instrumentations: {
    type: 'list',
    default: ['all'],
    env: ['PLAINSIGHT_INSTRUMENTATIONS'],
    doc: 'Library instrumentations to enable: `all`, `none`, or names.',
  },
  metricsMaxSeries: {
    type: 'integer',
    minimum: 10,
    default: 2000,
    env: ['PLAINSIGHT_METRICS_MAX_SERIES'],
    doc: 'Maximum number of combinations of method, route and status in the request histogram; all further ones share one series.',
  },
  exportMaxBytes: {
    type: 'integer',
    minimum: 65536,
    default: 16777216,
    unit: 'bytes',
    env: ['PLAINSIGHT_EXPORT_MAX_BYTES'],
    doc: 'Maximum size of the telemetry queued in memory for each signal while the receiver is unavailable; the oldest is dropped first.',
  },
  shutdownMs: {
    type: 'integer',
    minimum: 0,
    maximum: 600000,
    default: 500,
    unit: 'ms',
    env: ['PLAINSIGHT_SHUTDOWN_MS'],
    doc: 'Maximum time that the agent delays the end of the process to send pending telemetry, for all signals and retries together. 0: no delay.',
  },
} as const

/** Our own options of the agent. */
export const agentOptions: typeof ownOptions & typeof optInOptions = { ...ownOptions, ...optInOptions }
