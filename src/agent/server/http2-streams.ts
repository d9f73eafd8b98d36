import type { IncomingHttpHeaders } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { BeginSpan } from './begin.ts'
import type { EndSpan } from './end.ts'
import type { BeginStream } from './http2.ts'
import { type KnownStream, toServedResponse } from './http2-answers.ts'
import { leadEvents } from './lead-events.ts'
import { recordException, type ServedRequest, type ServerSpan, spanOf } from './server-span.ts'

export type Http2Streams = {
  readonly begin: BeginStream
  /** Requests that are being served now. */
  open(): ServerSpan[]
}

/**
 * Begins and ends the spans of HTTP/2 streams: each request of a client is one; what the server pushes belongs to it.
 */
export const createHttp2Streams = (
  beginSpan: BeginSpan,
  endSpan: EndSpan,
  started: (span: ServerSpan) => void,
): Http2Streams => {
  const open = new Set<ServerSpan>()
  return {
    open: () => [...open],
    begin: (stream, headers, rawHeaders) => {
      const socket = stream.session?.socket as TLSSocket | undefined
      const span = beginSpan(toServedRequest(headers), toServedResponse(stream), rawHeaders, socket)
      stream[spanOf] = span
      open.add(span)
      started(span)
      leadEvents(stream, span)
      watchEnd(stream, span, (failure) => {
        open.delete(span)
        endSpan(span, failure)
      })
      return span
    },
  }
}

const watchEnd = (stream: KnownStream, span: ServerSpan, end: (failure?: 'aborted') => void): void => {
  // Node ends the writable side of a stream that its client has reset, too.
  stream.once('finish', () => end(stream.aborted ? 'aborted' : undefined))
  stream.once('close', () => {
    if (span.ended) return
    if (stream.errored) recordException(span, stream.errored)
    end('aborted')
  })
  stream.acceptConnection = end
}

/** The version as the conventions write it. */
const toServedRequest = (headers: IncomingHttpHeaders): ServedRequest => ({
  method: headers[':method'] as string | undefined,
  url: headers[':path'] as string | undefined,
  httpVersion: '2',
  headers,
})
