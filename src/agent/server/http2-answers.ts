import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { openAnswerStream, toAnswerStream } from './answer-stream.ts'
import { type ServedResponse, type ServerSpan, spanOf } from './server-span.ts'
import { isHeader, namesHeader } from './watch-heads.ts'

export type KnownStream = ServerHttp2Stream & {
  [spanOf]?: ServerSpan
  /** Ends the span of a stream that has become a connection. */
  acceptConnection?: () => void
}
/** An object of names and values, or a flat list of both. */
type Headers = OutgoingHttpHeaders | readonly unknown[] | undefined
type Respond = (this: KnownStream, ...args: unknown[]) => unknown

/** The position of the headers in the arguments of each method. */
const ways = { respond: 0, respondWithFD: 1, respondWithFile: 1 } as const

/** What has been sent on a stream so far, in terms of HTTP/1. */
export const toServedResponse = (stream: ServerHttp2Stream): ServedResponse => ({
  get headersSent() {
    return stream.headersSent
  },
  get statusCode() {
    return Number(stream.sentHeaders?.[':status'] ?? 0)
  },
})

/**
 * Adds the request id to every answer, unless the app does, and sees which answers are streams. The same prototype
 * twice is taken once.
 */
export const watchAnswers = (idHeader: string): ((prototype: object) => void) => {
  let known: object | undefined
  return (prototype) => {
    if (known === prototype) return
    known = prototype
    for (const [name, at] of Object.entries(ways)) watchWay(prototype as Record<string, Respond>, name, at, idHeader)
  }
}

const watchWay = (prototype: Record<string, Respond>, name: string, at: number, idHeader: string): void => {
  const original = prototype[name] as Respond
  const around: Respond = function (...args) {
    const span = this[spanOf]
    if (span === undefined) return original.apply(this, args)
    const headers = args[at] as Headers
    args[at] = withId(headers, idHeader, span.ids.requestId)
    const result = original.apply(this, args)
    watchStream(this, span, headers)
    return result
  }
  Object.defineProperty(around, 'name', { value: name, configurable: true })
  Object.defineProperty(prototype, name, { value: around, writable: true, configurable: true })
}

const withId = (headers: Headers, idHeader: string, id: string | undefined): Headers => {
  if (id === undefined || namesHeader(headers, idHeader)) return headers
  return Array.isArray(headers) ? [...headers, idHeader, id] : { ...(headers as OutgoingHttpHeaders), [idHeader]: id }
}

const watchStream = (stream: KnownStream, span: ServerSpan, headers: Headers): void => {
  const status = Number(stream.sentHeaders?.[':status'] ?? 200)
  if (span.method === 'HEAD' || status >= 400) return
  const kind = toAnswerStream(headerOf(headers, 'content-type'))
  if (kind !== undefined) {
    openAnswerStream(span, kind)
    span.firstByte = performance.now()
  } else if (span.method === 'CONNECT') openConnection(stream, span)
}

/** A tunnel, or a WebSocket over HTTP/2 (RFC 8441). */
const openConnection = (stream: KnownStream, span: ServerSpan): void => {
  const kind = span.request?.headers[':protocol'] === 'websocket' ? 'websocket' : 'tunnel'
  span.stream = kind
  span.watch.observer?.streamOpened(kind)
  stream.once('close', () => span.watch.observer?.streamClosed(kind))
  stream.acceptConnection?.()
}

const headerOf = (headers: Headers, name: string): unknown => {
  if (headers === undefined || headers === null) return undefined
  const pairs = Array.isArray(headers) ? toPairs(headers) : Object.entries(headers)
  return pairs.find(([key]) => isHeader(key, name))?.[1]
}

const toPairs = (list: readonly unknown[]): [unknown, unknown][] =>
  list.flatMap((key, at) => (at % 2 === 0 ? [[key, list[at + 1]] as [unknown, unknown]] : []))
