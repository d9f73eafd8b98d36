/**
 * ClickHouse's errors that the door returns: the number, which clients rely on, and the HTTP status.
 */
const exceptions = {
  BAD_ARGUMENTS: { code: 36, status: 400 },
  NOT_IMPLEMENTED: { code: 48, status: 501 },
  UNKNOWN_IDENTIFIER: { code: 47, status: 404 },
  UNKNOWN_TABLE: { code: 60, status: 404 },
  SYNTAX_ERROR: { code: 62, status: 400 },
  UNKNOWN_DATABASE: { code: 81, status: 404 },
  INCORRECT_DATA: { code: 117, status: 400 },
  TOO_MANY_ROWS: { code: 158, status: 400 },
  TIMEOUT_EXCEEDED: { code: 159, status: 408 },
  READONLY: { code: 164, status: 403 },
  REQUIRED_PASSWORD: { code: 194, status: 401 },
  TOO_MANY_SIMULTANEOUS_QUERIES: { code: 202, status: 503 },
  NETWORK_ERROR: { code: 210, status: 503 },
  MEMORY_LIMIT_EXCEEDED: { code: 241, status: 500 },
  CANNOT_DECOMPRESS: { code: 271, status: 400 },
  QUERY_IS_TOO_LARGE: { code: 281, status: 413 },
  LIMIT_EXCEEDED: { code: 290, status: 400 },
  TOO_MANY_BYTES: { code: 307, status: 400 },
  QUERY_WAS_CANCELLED: { code: 394, status: 499 },
  ACCESS_DENIED: { code: 497, status: 403 },
  AUTHENTICATION_FAILED: { code: 516, status: 403 },
  UNKNOWN_EXCEPTION: { code: 1002, status: 500 },
} as const

export type ExceptionName = keyof typeof exceptions

/**
 * An error in the form that ClickHouse's clients expect. The message reaches the client: no paths, no secrets.
 */
export class DoorError extends Error {
  readonly exception: ExceptionName
  readonly code: number
  readonly status: number

  constructor(exception: ExceptionName, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'DoorError'
    this.exception = exception
    this.code = exceptions[exception].code
    this.status = exceptions[exception].status
  }

  /** The body of the answer. */
  get text(): string {
    return `Code: ${this.code}. DB::Exception: ${this.message}. (${this.exception})\n`
  }
}
