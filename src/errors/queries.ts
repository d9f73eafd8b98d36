import type { ErrorEntry } from './entry.ts'

/** Errors of queries: those of the page and the API, and SQL of users. */
export const queriesErrors = {
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
  TAILS_EXHAUSTED: {
    status: 429,
    retryAfter: 5,
    sentence: '{limit} live tails are already open',
    hint: 'Close one of them, or retry in a moment.',
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
} as const satisfies Record<string, ErrorEntry>
