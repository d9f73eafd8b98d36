/**
 * Every error that a user can meet: code, sentence, HTTP status, and a hint that says what to do; `retryAfter`, in
 * seconds, where a retry helps. An OTLP exporter has ten seconds for an export by default, and drops it when the wait
 * exceeds the rest: with a wait of five seconds it retries once, with a short one several times. The journal has room
 * again within a second or two if the store works at all.
 */
const registry = {
  CONFIG_INVALID: {
    status: 500,
    sentence: 'The configuration is invalid: {faults}',
    hint: 'Fix the settings listed; `plainsight env` shows each with its source.',
  },
  OTLP_UNDECODABLE: {
    status: 400,
    sentence: 'The body is not a valid OTLP {signal} request: {reason}',
    hint: 'Send an ExportServiceRequest of this signal, as protobuf or JSON according to the Content-Type.',
  },
  CONTENT_ENCODING_INVALID: {
    status: 400,
    sentence: 'The body cannot be decompressed as {encoding}: {reason}',
    hint: 'Compress the body as Content-Encoding states: gzip, deflate, zstd, br or identity.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    sentence: 'The body is larger than {limit} bytes{when}',
    hint: 'Send smaller batches, or raise PLAINSIGHT_MAX_BODY_BYTES / PLAINSIGHT_MAX_INFLATED_BYTES.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    sentence: 'Content-Type {type} is not supported here',
    hint: 'Use application/x-protobuf or application/json.',
  },
  JOURNAL_FULL: {
    status: 429,
    retryAfter: 2,
    sentence: 'The journal holds {bytes} bytes; its limit is {limit}',
    hint: 'The store is slow or unavailable: see /readyz. Retry later, or raise PLAINSIGHT_JOURNAL_MAX_BYTES.',
  },
  JOURNAL_UNWRITABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The journal cannot be written: {reason}',
    hint: 'Free disk space, or fix the permissions of PLAINSIGHT_DATA_DIR.',
  },
  REQUESTS_WAITING: {
    status: 429,
    retryAfter: 2,
    sentence: 'Too many large requests are in progress',
    hint: 'Retry in a moment, or send smaller batches.',
  },
  HUB_STOPPING: { status: 503, retryAfter: 2, sentence: 'The hub is stopping', hint: 'Retry in a moment.' },
  STORE_UNAVAILABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The store does not respond: {reason}',
    hint: 'Check CLICKHOUSE_URL, and that the server is running; data waits in the journal meanwhile.',
  },
  ENGINE_RESTARTING: {
    status: 503,
    retryAfter: 1,
    sentence: 'The embedded store is restarting',
    hint: "Retry in a second. Acknowledged data is safe; the hub's log says why the engine ended.",
  },
  SQL_ENDED_ENGINE: {
    status: 403,
    sentence:
      'The embedded store had to restart while this statement was running; the statement is blocked until {until}',
    hint: "Rewrite the statement. The hub's log has the reason.",
  },
  KEY_SUSPENDED: {
    status: 403,
    sentence:
      'This key is suspended until {until}: its statements made the embedded store restart twice within an hour',
    hint: "Find the statements by their digests in the hub's log, and rewrite them.",
  },
  STORE_LOCKED: {
    status: 503,
    sentence: 'The data folder {path} is in use by another process',
    hint: 'Stop the other hub, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  STORE_ENGINE_MISSING: {
    status: 500,
    sentence: 'The embedded store needs the package chdb, which is not installed',
    hint: 'Run: npx plainsight install-engine (about 550 MB), or set CLICKHOUSE_URL.',
  },
  STORE_ENGINE_UNLOADABLE: {
    status: 500,
    sentence: 'The embedded store, chDB, cannot be loaded: {reason}',
    hint: 'Reinstall it: npx plainsight install-engine. On systems without chDB (Alpine, Windows) set CLICKHOUSE_URL.',
  },
  DATA_DIR_UNWRITABLE: {
    status: 500,
    sentence: 'The data folder cannot be written: {reason}',
    hint: 'Fix its permissions, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  ENGINE_INSTALL_FAILED: {
    status: 500,
    sentence: 'The embedded store could not be installed into {folder}: {reason}',
    hint: 'Check the network, the npm registry and the free disk space (550 MB), or set CLICKHOUSE_URL.',
  },
  STORE_TOO_OLD: {
    status: 500,
    sentence: 'The ClickHouse server is version {found}; {needed} or newer is required',
    hint: 'Upgrade the server, or unset CLICKHOUSE_URL to use the embedded store.',
  },
  INSERT_REFUSED: {
    status: 500,
    sentence: 'The store rejected rows of {table}: {reason}',
    hint: 'The rows are kept in the `refused` folder of the journal; please report this.',
  },
  JOURNAL_VERSION: {
    status: 500,
    sentence: 'The journal in {path} has format {found}; this version reads format {expected}',
    hint: 'Start the plainsight version that wrote it once, so that it empties the journal; or move the folder away.',
  },
  JOURNAL_LOCKED: {
    status: 503,
    sentence: 'The journal in {path} is in use by another process',
    hint: 'Stop the other hub, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  QUERY_INVALID: { status: 400, sentence: 'The request is invalid: {reason}', hint: 'Fix the parameter named.' },
  QUERY_TIMEOUT: {
    status: 504,
    sentence: 'The query took longer than {limit} ms',
    hint: 'Narrow the time range or the filters.',
  },
  QUERY_FAILED: {
    status: 500,
    sentence: 'The query failed in the store',
    hint: "The hub's log has the reason, with this request id.",
  },
  SQL_INVALID: {
    status: 400,
    sentence: 'The SQL is invalid: {reason}',
    hint: 'Fix the statement at the position named.',
  },
  SQL_REFUSED: {
    status: 403,
    sentence: 'The SQL is not allowed: {reason}',
    hint: 'Statements may read the telemetry tables and use functions that only compute; docs/architecture.md lists what the guard allows.',
  },
  SQL_LIMIT: {
    status: 422,
    sentence: 'The SQL exceeds its limit of {limit}',
    hint: 'Narrow the time range, aggregate, or add LIMIT; the limits are PLAINSIGHT_SQL_TIMEOUT_MS, PLAINSIGHT_SQL_MAX_ROWS and PLAINSIGHT_SQL_MEMORY_BYTES.',
  },
  SQL_BUSY: {
    status: 429,
    retryAfter: 2,
    sentence: '{limit} statements are already running or waiting',
    hint: 'Wait for one of them to end.',
  },
  TAILS_EXHAUSTED: {
    status: 429,
    retryAfter: 5,
    sentence: '{limit} live tails are already open',
    hint: 'Close one of them, or retry in a moment.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: '{what} does not exist',
    hint: 'Check the address; data older than its retention is deleted.',
  },
  TOKEN_NEEDED: {
    status: 401,
    sentence: 'A token is required',
    hint: 'Send Authorization: Bearer with PLAINSIGHT_TOKEN or the secret of a key, or sign in on the page.',
  },
  TOKEN_WRONG: {
    status: 401,
    sentence: 'The token is wrong',
    hint: 'Use the value of PLAINSIGHT_TOKEN of the hub, or the secret of an active key: plainsight keys list',
  },
  SCOPE_MISSING: {
    status: 403,
    sentence: 'This key does not have the scope {scope}',
    hint: 'Use a key that has it: plainsight keys add NAME --scope read, or --scope write to send data.',
  },
  SIGN_IN_THROTTLED: {
    status: 429,
    retryAfter: 60,
    sentence: 'Too many wrong tokens',
    hint: 'Retry in a minute.',
  },
  TOKEN_REQUIRED_FOR_HOST: {
    status: 500,
    sentence: 'To listen on {host}, the hub requires a token',
    hint: 'Set PLAINSIGHT_TOKEN, or listen on 127.0.0.1 only, which is the default.',
  },
  HOST_REFUSED: {
    status: 403,
    sentence: 'The Host header {host} is not allowed',
    hint: 'Use localhost or 127.0.0.1, or add the name to PLAINSIGHT_ALLOWED_HOSTS.',
  },
  ORIGIN_REFUSED: {
    status: 403,
    sentence: 'Requests from the web origin {origin} are not allowed',
    hint: 'Add it to PLAINSIGHT_ALLOWED_ORIGINS.',
  },
  SITE_REFUSED: {
    status: 403,
    sentence: 'Requests from pages of other sites are not allowed',
    hint: "Open the address directly, or add the page's origin to PLAINSIGHT_ALLOWED_ORIGINS and fetch with CORS.",
  },
  PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host} is in use',
    hint: 'Stop the other program, or choose another port with --port or PLAINSIGHT_PORT.',
  },
  GRPC_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, for OTLP over gRPC, is in use',
    hint: 'Stop the other program (an OpenTelemetry Collector?), choose another port with --grpc-port or PLAINSIGHT_GRPC_PORT, or set it to 0 to turn gRPC off.',
  },
  OTLP_GRPC_ELSEWHERE: {
    status: 415,
    sentence: 'This port accepts OTLP over HTTP; send OTLP over gRPC to port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf.',
  },
  OTLP_GRPC_OFF: {
    status: 415,
    sentence: 'This port accepts OTLP over HTTP; OTLP over gRPC is off on this hub',
    hint: "Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, or the hub's PLAINSIGHT_GRPC_PORT to 4317.",
  },
  OTLP_HTTP_ELSEWHERE: {
    status: 400,
    sentence: 'This port accepts OTLP over gRPC, without TLS; the page, the API and OTLP over HTTP are on port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to grpc.',
  },
  CONTROL_VERSION: {
    status: 500,
    sentence: 'The control file {path} has format {found}; this version supports formats up to {expected}',
    hint: 'Start the newer plainsight version that wrote it, or move the file away and create the keys again.',
  },
  CONTROL_UNUSABLE: {
    status: 500,
    sentence: 'The control file {path} cannot be used: {reason}',
    hint: 'Fix its permissions, or free disk space. If the file is damaged, move it away and create the keys again.',
  },
  KEY_NAME_INVALID: {
    status: 400,
    sentence: 'The key name {name} is invalid',
    hint: 'Use up to 64 lower case letters, digits, _ . and -, beginning with a letter or digit.',
  },
  KEY_NAME_TAKEN: {
    status: 409,
    sentence: 'The key {name} already exists',
    hint: 'Choose another name, or revoke that key first: plainsight keys revoke NAME',
  },
  KEY_SECRET_WEAK: {
    status: 400,
    sentence: 'A secret must have at least {shortest} characters',
    hint: 'Omit --secret-stdin to have one generated, or use a longer one, for example from: openssl rand -base64 36',
  },
  KEY_SECRET_USED: {
    status: 409,
    sentence: 'Another key already has this secret',
    hint: 'Give each key its own secret, so that each can be revoked alone.',
  },
  KEY_UNKNOWN: {
    status: 404,
    sentence: 'There is no active key {name}',
    hint: 'See: plainsight keys list',
  },
  DOOR_NEEDS_EMBEDDED_STORE: {
    status: 500,
    sentence: 'PLAINSIGHT_CLICKHOUSE_DOOR serves the embedded store, but CLICKHOUSE_URL selects a server',
    hint: 'Connect your tools to that server directly, and unset PLAINSIGHT_CLICKHOUSE_DOOR.',
  },
  DOOR_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, for the ClickHouse door, is in use',
    hint: 'Stop the other program (a ClickHouse server?), or choose another port with PLAINSIGHT_CLICKHOUSE_DOOR.',
  },
  EVENT_NAME_INVALID: {
    status: 400,
    sentence:
      'The event name {name} is invalid: use resource.action in lower case: at least two parts of letters, digits and _ joined by dots, up to 120 characters',
    hint: 'Rename the event, for example order.placed.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Something went wrong inside the hub',
    hint: "The hub's log has the reason, with this request id.",
  },
} as const

export type ErrorCode = keyof typeof registry

export type ErrorEntry = {
  readonly status: number
  readonly sentence: string
  readonly hint: string
  /** Seconds after which a retry is likely to succeed; sent as `Retry-After`. */
  readonly retryAfter?: number
}

/** The registry as data, for docs and tests. */
export const errorRegistry: Readonly<Record<ErrorCode, ErrorEntry>> = registry

/**
 * The one error class. `message` is the sentence with its `{names}` filled in from `facts`.
 * Facts must never hold secrets or personal data: they reach clients.
 */
export class PlainsightError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly hint: string
  readonly retryAfter: number | undefined
  readonly facts: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, facts: Readonly<Record<string, string | number>> = {}, options?: { cause?: unknown }) {
    const entry = errorRegistry[code]
    super(
      entry.sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '')),
      options,
    )
    this.name = 'PlainsightError'
    this.code = code
    this.status = entry.status
    this.hint = entry.hint
    this.retryAfter = entry.retryAfter
    this.facts = facts
  }
}
