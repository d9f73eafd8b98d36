import { randomFillSync } from 'node:crypto'
import {
  createProtobufWriter,
  type ProtobufWriter,
  toBytes,
  writeBytes,
  writeHex,
  writeString,
  writeUint,
  writeUnixNanos,
} from '../../src/agent/otlp/protobuf-writer.ts'

/** A nested message: encoded separately, then written with its tag. */
const nest = (into: ProtobufWriter, field: number, write: (inner: ProtobufWriter) => void): void => {
  const inner = createProtobufWriter(256)
  write(inner)
  writeBytes(into, field, toBytes(inner))
}

const attribute = (into: ProtobufWriter, field: number, key: string, value: string | number): void =>
  nest(into, field, (pair) => {
    writeString(pair, 1, key)
    nest(pair, 2, (any) => (typeof value === 'number' ? writeUint(any, 3, value) : writeString(any, 1, value)))
  })

const routes = ['/items/:id', '/orders/:id', '/', '/users/:id/profile'] as const

/** A server span with ten attributes, as an instrumented service sends it. */
const writeSpan = (into: ProtobufWriter, index: number): void =>
  nest(into, 2, (span) => {
    const route = routes[index % routes.length] ?? '/'
    writeHex(span, 1, 'aa'.repeat(16))
    writeHex(span, 2, 'bb'.repeat(8))
    writeString(span, 5, `GET ${route}`)
    writeUint(span, 6, 2)
    writeUnixNanos(span, 7, Date.now() - 20)
    writeUnixNanos(span, 8, Date.now())
    attribute(span, 9, 'http.request.method', 'GET')
    attribute(span, 9, 'url.scheme', 'http')
    attribute(span, 9, 'server.address', 'localhost')
    attribute(span, 9, 'server.port', 3000)
    attribute(span, 9, 'url.path', route.replace(':id', String(index)))
    attribute(span, 9, 'http.route', route)
    attribute(span, 9, 'http.response.status_code', index % 50 === 0 ? 500 : 200)
    attribute(span, 9, 'network.protocol.version', '1.1')
    attribute(span, 9, 'request.id', `req-${index}-${'x'.repeat(14)}`)
    attribute(span, 9, 'user_agent.name', 'Chrome')
  })

const encode = (size: number): Buffer => {
  const request = createProtobufWriter(size * 512)
  nest(request, 1, (resourceSpans) => {
    nest(resourceSpans, 1, (resource) => {
      attribute(resource, 1, 'service.name', 'shop')
      attribute(resource, 1, 'service.version', '1.2.3')
      attribute(resource, 1, 'process.pid', 123)
      attribute(resource, 1, 'telemetry.sdk.language', 'nodejs')
      attribute(resource, 1, 'deployment.environment.name', 'production')
    })
    nest(resourceSpans, 2, (scopeSpans) => {
      nest(scopeSpans, 1, (scope) => writeString(scope, 1, 'bench'))
      for (let index = 0; index < size; index++) writeSpan(scopeSpans, index)
    })
  })
  return toBytes(request)
}

const offsetsOf = (body: Buffer, marker: Buffer): number[] => {
  const found: number[] = []
  for (let at = body.indexOf(marker); at >= 0; at = body.indexOf(marker, at + marker.length)) found.push(at)
  return found
}

/** Bodies of `size` spans with unique ids: `next` returns the same memory with new ids. */
export const createSpanBatches = (size: number): { next(): Buffer } => {
  const body = encode(size)
  const traceIds = offsetsOf(body, Buffer.alloc(16, 0xaa))
  const spanIds = offsetsOf(body, Buffer.alloc(8, 0xbb))
  if (traceIds.length !== size || spanIds.length !== size)
    throw new Error('The batch does not hold its ids where they were written')
  const random = Buffer.allocUnsafe(size * 24)
  return {
    next: () => {
      randomFillSync(random)
      for (const [index, at] of traceIds.entries()) random.copy(body, at, index * 24, index * 24 + 16)
      for (const [index, at] of spanIds.entries()) random.copy(body, at, index * 24 + 16, index * 24 + 24)
      return body
    },
  }
}
