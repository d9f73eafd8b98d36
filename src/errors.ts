/**
 * Every error that a user can meet: code, sentence, HTTP status, and a hint that says what to do; `retryAfter`, in seconds, when trying again helps.
 * An OTLP exporter gives a whole export ten seconds by default, and drops it when the wait does not fit into what is left: a wait of five seconds
 * buys it one more try, a short one several. The journal has room again within a second or two, when the store works at all. `docs/errors.md` lists the same.
 */
const registry = {
  CONFIG_INVALID: {
    status: 500,
    sentence: 'The configuration has faults: {faults}',
    hint: 'Mend the settings named; `plainsight env` shows each with its source.',
  },
  OTLP_UNDECODABLE: {
    status: 400,
    sentence: 'The body is not a valid OTLP {signal} request: {reason}',
    hint: 'Send an ExportServiceRequest of this signal, as protobuf or JSON, matching the Content-Type.',
  },
  CONTENT_ENCODING_INVALID: {
    status: 400,
    sentence: 'The body does not inflate as {encoding}: {reason}',
    hint: 'Send what Content-Encoding says: gzip, deflate, zstd, br or identity.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    sentence: 'The body is larger than {limit} bytes{when}',
    hint: 'Send smaller batches, or raise PLAINSIGHT_MAX_BODY_BYTES / PLAINSIGHT_MAX_INFLATED_BYTES.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    sentence: 'Content-Type {type} is not accepted here',
    hint: 'Use application/x-protobuf or application/json.',
  },
  JOURNAL_FULL: {
    status: 429,
    retryAfter: 2,
    sentence: 'The journal holds {bytes} bytes, its limit is {limit}',
    hint: 'The store is behind or away: see /readyz. Retry later; or raise PLAINSIGHT_JOURNAL_MAX_BYTES.',
  },
  JOURNAL_UNWRITABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The journal cannot be written: {reason}',
    hint: 'Free disk space or mend the permissions of PLAINSIGHT_DATA_DIR.',
  },
  REQUESTS_WAITING: {
    status: 429,
    retryAfter: 2,
    sentence: 'Too many large requests are being read at the same time',
    hint: 'Retry in a moment; or send smaller batches.',
  },
  HUB_STOPPING: { status: 503, retryAfter: 2, sentence: 'The hub is stopping', hint: 'Retry in a moment.' },
  STORE_UNAVAILABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The store does not answer: {reason}',
    hint: 'Check CLICKHOUSE_URL and that the server runs; data waits in the journal meanwhile.',
  },
  ENGINE_RESTARTING: {
    status: 503,
    retryAfter: 1,
    sentence: 'The embedded store is being restarted',
    hint: 'Try again in a second. Acknowledged data is safe; the log of the hub says why the engine ended.',
  },
  SQL_ENDED_ENGINE: {
    status: 403,
    sentence: 'The embedded store had to be restarted while this statement ran; the statement is refused until {until}',
    hint: 'Write it differently. The log of the hub names the reason.',
  },
  KEY_SUSPENDED: {
    status: 403,
    sentence:
      'This key is suspended until {until}: the embedded store had to be restarted twice within an hour because of its statements',
    hint: 'Find the statements by their digests in the log of the hub, and change them.',
  },
  STORE_LOCKED: {
    status: 503,
    sentence: 'The data folder {path} is in use by another process',
    hint: 'Stop the other hub, or give this one another PLAINSIGHT_DATA_DIR.',
  },
  STORE_ENGINE_MISSING: {
    status: 500,
    sentence: 'The embedded store needs the package chdb, which is not installed',
    hint: 'Run: npx plainsight install-engine (about 550 MB), or set CLICKHOUSE_URL.',
  },
  STORE_ENGINE_UNLOADABLE: {
    status: 500,
    sentence: 'The embedded store, chDB, does not load: {reason}',
    hint: 'Run: npx plainsight install-engine, which installs it anew; where it does not exist (Alpine, Windows) set CLICKHOUSE_URL.',
  },
  DATA_DIR_UNWRITABLE: {
    status: 500,
    sentence: 'The data folder cannot be written: {reason}',
    hint: 'Mend its permissions, or choose another one with PLAINSIGHT_DATA_DIR.',
  },
  ENGINE_INSTALL_FAILED: {
    status: 500,
    sentence: 'The embedded store could not be installed into {folder}: {reason}',
    hint: 'Check the network, the registry of npm and the free space (550 MB), or set CLICKHOUSE_URL.',
  },
  STORE_TOO_OLD: {
    status: 500,
    sentence: 'The ClickHouse server is version {found}, {needed} or newer is needed',
    hint: 'Upgrade the server, or leave CLICKHOUSE_URL out to use the embedded one.',
  },
  INSERT_REFUSED: {
    status: 500,
    sentence: 'The store refused rows of {table}: {reason}',
    hint: 'The rows are kept in the folder refused of the journal; please report them.',
  },
  JOURNAL_VERSION: {
    status: 500,
    sentence: 'The journal in {path} has format {found}, this version reads format {expected}',
    hint: 'Start the version of plainsight that wrote it once, so that it empties the journal; or move the folder away.',
  },
  JOURNAL_LOCKED: {
    status: 503,
    sentence: 'The journal in {path} is in use by another process',
    hint: 'Stop the other hub, or give this one another PLAINSIGHT_DATA_DIR.',
  },
  QUERY_INVALID: { status: 400, sentence: 'The query is not valid: {reason}', hint: 'Mend the parameter named.' },
  QUERY_TIMEOUT: {
    status: 504,
    sentence: 'The query took longer than {limit} ms',
    hint: 'Narrow the time range or the filters.',
  },
  QUERY_FAILED: {
    status: 500,
    sentence: 'The query failed in the store',
    hint: "The hub's log has the reason under this request id.",
  },
  SQL_INVALID: {
    status: 400,
    sentence: 'The SQL is not valid: {reason}',
    hint: 'Mend the statement at the place named.',
  },
  SQL_REFUSED: {
    status: 403,
    sentence: 'The SQL is refused: {reason}',
    hint: 'Statements may read the tables of telemetry with functions that compute; docs/architecture.md tells what the guard lets through.',
  },
  SQL_LIMIT: {
    status: 422,
    sentence: 'The SQL goes beyond its limit of {limit}',
    hint: 'Narrow the time range, aggregate, or add LIMIT; the limits are PLAINSIGHT_SQL_TIMEOUT_MS, PLAINSIGHT_SQL_MAX_ROWS and PLAINSIGHT_SQL_MEMORY_BYTES.',
  },
  SQL_BUSY: {
    status: 429,
    retryAfter: 2,
    sentence: '{limit} statements run or wait already',
    hint: 'Wait for one of them to end.',
  },
  TAILS_EXHAUSTED: {
    status: 429,
    retryAfter: 5,
    sentence: '{limit} live tails are open already',
    hint: 'Close one of them, or retry in a moment.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: '{what} does not exist',
    hint: 'Check the address; data past its retention is gone.',
  },
  TOKEN_NEEDED: {
    status: 401,
    sentence: 'A token is needed',
    hint: 'Send Authorization: Bearer <PLAINSIGHT_TOKEN>, or sign in on the page.',
  },
  TOKEN_WRONG: {
    status: 401,
    sentence: 'This is not the token of this hub',
    hint: 'It is the value of PLAINSIGHT_TOKEN where the hub runs.',
  },
  SIGN_IN_THROTTLED: {
    status: 429,
    retryAfter: 60,
    sentence: 'Too many wrong tokens',
    hint: 'Wait a minute, then try again.',
  },
  TOKEN_REQUIRED_FOR_HOST: {
    status: 500,
    sentence: 'The hub may listen on {host} only with a token',
    hint: 'Set PLAINSIGHT_TOKEN, or leave PLAINSIGHT_HOST at 127.0.0.1.',
  },
  HOST_REFUSED: {
    status: 403,
    sentence: 'The Host header {host} is not one this hub answers to',
    hint: 'Use localhost or 127.0.0.1, or list the name in PLAINSIGHT_ALLOWED_HOSTS.',
  },
  ORIGIN_REFUSED: {
    status: 403,
    sentence: 'Requests from the web origin {origin} are not allowed',
    hint: 'List it in PLAINSIGHT_ALLOWED_ORIGINS.',
  },
  SITE_REFUSED: {
    status: 403,
    sentence: 'Requests that pages of other sites make a browser send are not allowed',
    hint: 'Open the address itself, or list the origin of the page in PLAINSIGHT_ALLOWED_ORIGINS and let it fetch with CORS.',
  },
  PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host} is taken',
    hint: 'Stop the other program, or set PLAINSIGHT_PORT.',
  },
  GRPC_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, for OTLP over gRPC, is taken',
    hint: 'Stop the other program (an OpenTelemetry Collector?), choose another port with PLAINSIGHT_GRPC_PORT, or set it to 0 for no gRPC.',
  },
  OTLP_GRPC_ELSEWHERE: {
    status: 415,
    sentence: 'This port takes OTLP over HTTP; OTLP over gRPC goes to port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf.',
  },
  OTLP_GRPC_OFF: {
    status: 415,
    sentence: 'This port takes OTLP over HTTP; OTLP over gRPC is off on this hub',
    hint: 'Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, or PLAINSIGHT_GRPC_PORT of the hub to 4317.',
  },
  OTLP_HTTP_ELSEWHERE: {
    status: 400,
    sentence: 'This port takes OTLP over gRPC, without TLS; the page, the API and OTLP over HTTP are on port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to grpc.',
  },
  CONTROL_VERSION: {
    status: 500,
    sentence: 'The control file {path} has format {found}, this version knows formats up to {expected}',
    hint: 'Start the newer version of plainsight that wrote it, or move the file away: keys must then be made anew.',
  },
  CONTROL_UNUSABLE: {
    status: 500,
    sentence: 'The control file {path} cannot be used: {reason}',
    hint: 'Mend its permissions or free disk space; a file that is damaged can be moved away: keys must then be made anew.',
  },
  KEY_NAME_INVALID: {
    status: 400,
    sentence: 'A key cannot be called {name}',
    hint: 'Use lower case letters, digits, _ . and -, beginning with a letter or digit, 64 characters at most.',
  },
  KEY_NAME_TAKEN: {
    status: 409,
    sentence: 'There is a key {name} already',
    hint: 'Choose another name, or revoke that key first: plainsight keys revoke NAME',
  },
  KEY_SECRET_WEAK: {
    status: 400,
    sentence: 'A secret has at least {shortest} characters',
    hint: 'Leave --secret-stdin out to have one made, or bring a longer one, for example from: openssl rand -base64 36',
  },
  KEY_SECRET_USED: {
    status: 409,
    sentence: 'Another key has this secret',
    hint: 'Give each key a secret of its own, so that one can be revoked without the other.',
  },
  KEY_UNKNOWN: {
    status: 404,
    sentence: 'There is no key {name} in force',
    hint: 'See: plainsight keys list',
  },
  DOOR_NEEDS_EMBEDDED_STORE: {
    status: 500,
    sentence: 'PLAINSIGHT_CLICKHOUSE_DOOR opens the embedded store, and CLICKHOUSE_URL names a server instead',
    hint: 'Connect your tools to that server, which speaks for itself, and leave PLAINSIGHT_CLICKHOUSE_DOOR out.',
  },
  DOOR_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, which PLAINSIGHT_CLICKHOUSE_DOOR asks for, is taken',
    hint: 'Stop the other program (a ClickHouse server?), or choose another port.',
  },
  EVENT_NAME_INVALID: {
    status: 400,
    sentence:
      'The event name {name} is not valid: use resource.action in lower case, letters, digits and _ in at least two parts joined by dots, 120 characters at most',
    hint: 'Rename the event, for example order.placed.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Something went wrong inside the hub',
    hint: "The hub's log has the reason under this request id.",
  },
} as const

export type ErrorCode = keyof typeof registry

export type ErrorEntry = {
  readonly status: number
  readonly sentence: string
  readonly hint: string
  /** Seconds after which the same request may well be taken; answered as `Retry-After`. */
  readonly retryAfter?: number
}

/** The registry as data, for docs and tests. */
export const errorRegistry: Readonly<Record<ErrorCode, ErrorEntry>> = registry

/**
 * The one error class. `message` is the sentence with its `{names}` filled from `facts`;
 * facts must never hold secrets or personal data, since they reach clients.
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
