import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'

type Failure = { readonly code?: number; readonly details?: string; readonly message?: string }
type Callback = (error: Failure | null, ...rest: unknown[]) => unknown
type Call = { once?(event: 'error', listener: (error: Failure) => void): unknown }
type Handler = (call: Call, callback?: Callback) => unknown

/** `register` of a server: the path of a method, its handler, how messages are read and written, and its kind. */
export type Register = (path: string, handler: Handler, ...rest: unknown[]) => unknown

/** `UNKNOWN`, which is also an error without a code. */
const unknown = 2

/**
 * Codes that are failures of a server: unknown, deadline exceeded, unimplemented, internal, unavailable, data loss.
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
 */
const failures: ReadonlySet<number> = new Set([unknown, 4, 12, 13, 14, 15])

/** Names the server span of a call after its method, and records the status that the handler returns. */
export const withServerSpan = (register: Register): Register =>
  function (this: unknown, path, handler, ...rest) {
    const named: Handler = function (this: unknown, call, callback) {
      const span = trace.getActiveSpan()
      if (span === undefined) return handler.call(this, call, callback)
      const [, service, method] = path.split('/')
      span.setAttributes({ 'http.route': path, 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method })
      if (callback === undefined) {
        call.once?.('error', (error) => setStatus(span, error))
        return handler.call(this, call)
      }
      return handler.call(this, call, (error, ...answer) => {
        setStatus(span, error)
        return callback(error, ...answer)
      })
    }
    return register.call(this, path, named, ...rest)
  }

const setStatus = (span: Span, error: Failure | null | undefined): void => {
  const code = error ? (error.code ?? unknown) : 0
  span.setAttribute('rpc.grpc.status_code', code)
  if (failures.has(code))
    span.setStatus({ code: SpanStatusCode.ERROR, message: error?.details ?? error?.message ?? '' })
}
