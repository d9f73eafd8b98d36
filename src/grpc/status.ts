import { PlainsightError } from '../errors.ts'

/** Codes of gRPC that this server answers with. */
export const rpcCodes = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const
export type RpcCode = keyof typeof rpcCodes

/** How a call ended; `retryAfter`, in seconds, if a retry helps. */
export type RpcStatus = { readonly code: RpcCode; readonly message: string; readonly retryAfter?: number | undefined }

/**
 * A body that is too large is RESOURCE_EXHAUSTED like a full journal; only the latter says when to retry, which makes
 * an OTLP client retry instead of dropping the data.
 * @see https://opentelemetry.io/docs/specs/otlp/#failures
 */
const codes: Readonly<Record<number, RpcCode>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  413: 'RESOURCE_EXHAUSTED',
  415: 'UNIMPLEMENTED',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

/** A failure as status. An unknown error becomes INTERNAL, and discloses nothing internal. */
export const toStatus = (thrown: unknown): RpcStatus => {
  const error = thrown instanceof PlainsightError ? thrown : new PlainsightError('INTERNAL')
  return {
    code: codes[error.status] ?? 'INTERNAL',
    message: `${error.message}. ${error.hint}`,
    retryAfter: error.retryAfter,
  }
}
