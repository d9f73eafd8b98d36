import { once } from 'node:events'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import { onTestFinished } from 'vitest'

export const exportPaths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const

/** A message with its flag and length before it. */
export const toFrame = (message: Uint8Array, flag = 0): Buffer => {
  const head = Buffer.alloc(5)
  head[0] = flag
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

export const toHeaders = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ':method': 'POST',
  ':path': exportPaths.traces,
  'content-type': 'application/grpc',
  te: 'trailers',
  ...more,
})

export type CallEnd = {
  readonly http: number
  /** `grpc-status`, wherever it came. */
  readonly status: number | undefined
  readonly text: string
  readonly head: IncomingHttpHeaders
  readonly body: Buffer
  /** Seconds of the RetryInfo. */
  readonly retryAfter: number | undefined
}

/**
 * A connection of HTTP/2 without any library of gRPC between, so that a test can say what no library would. It ends
 * with the test.
 */
export const connectTo = async (port: number): Promise<ClientHttp2Session> => {
  const session = connect(`http://127.0.0.1:${port}`)
  session.on('error', () => undefined)
  onTestFinished(() => session.destroy())
  await once(session, 'connect')
  return session
}

/** The delay in a google.rpc.Status, whose last five bytes it is: RetryInfo { retry_delay { seconds } }. */
const readRetryAfter = (details: string | undefined): number | undefined => {
  if (details === undefined) return undefined
  const bytes = Buffer.from(details, 'base64')
  const at = bytes.indexOf('type.googleapis.com/google.rpc.RetryInfo')
  return at < 0 ? undefined : bytes.at(-1)
}

/** Sends a call and waits for its end. */
export const call = async (
  session: ClientHttp2Session,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<CallEnd> => {
  const stream = session.request(toHeaders(headers))
  let head: IncomingHttpHeaders = {}
  let trailers: IncomingHttpHeaders = {}
  const chunks: Buffer[] = []
  stream.on('response', (received) => {
    head = received
  })
  stream.on('trailers', (received) => {
    trailers = received
  })
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A call that is answered before it is sent to its end is reset without an error.
  stream.on('error', () => undefined)
  stream.end(body)
  await once(stream, 'close')
  const all = { ...head, ...trailers }
  const status = all['grpc-status']
  return {
    http: Number(head[':status']),
    status: status === undefined ? undefined : Number(status),
    text: decodeURIComponent(String(all['grpc-message'] ?? '')),
    head,
    body: Buffer.concat(chunks),
    retryAfter: readRetryAfter(all['grpc-status-details-bin']?.toString()),
  }
}
