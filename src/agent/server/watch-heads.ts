import { OutgoingMessage, ServerResponse } from 'node:http'
import { type HeadState, watchAnswerStream } from './answer-stream.ts'
import { spanOf } from './server-span.ts'

/** As the app gives them to `writeHead`: an object, a flat list, or a list of pairs. */
type Headers = Readonly<Record<string, unknown>> | readonly unknown[] | undefined
type StoreHeader = (this: ServerResponse & HeadState, statusLine: string, headers: Headers) => unknown

/** Where Node keeps the headers that were set before: an object with their names in lower case. */
const setHeaders = Object.getOwnPropertySymbols(new OutgoingMessage()).find(
  ({ description }) => description === 'kOutHeaders',
) as symbol

/**
 * Watches the head of every response where Node writes it. There the id of its request is added, unless the app answers
 * that header itself: a header that is set before would cost more than the whole span, since Node then takes its slow
 * way for all of them. And there it shows whether the answer is a stream.
 */
export const watchHeads = (requestIdHeader: string): void => {
  const prototype = ServerResponse.prototype as unknown as { _storeHeader: StoreHeader }
  const original = prototype._storeHeader
  const storeHeader: StoreHeader = function (statusLine, headers) {
    const span = this.req[spanOf]
    if (span === undefined) return original.call(this, statusLine, headers)
    const { requestId } = span.ids
    const answersId = requestId !== undefined && !isAnswered(this, headers, requestIdHeader)
    const head = answersId ? `${statusLine}${requestIdHeader}: ${requestId}\r\n` : statusLine
    const result = original.call(this, head, headers)
    // What has a length is no stream.
    if (this.chunkedEncoding || this._last) watchAnswerStream(span, this)
    return result
  }
  Object.defineProperty(prototype, '_storeHeader', { value: storeHeader, writable: true, configurable: true })
}

const isAnswered = (response: ServerResponse, headers: Headers, header: string): boolean =>
  headers !== undefined && headers === (response as unknown as Record<symbol, unknown>)[setHeaders]
    ? header in (headers as object)
    : namesHeader(headers, header)

/** Whether headers name this one, in any case. */
export const namesHeader = (headers: Headers, header: string): boolean => {
  if (headers === undefined || headers === null) return false
  if (Array.isArray(headers)) return headers.some((entry) => isHeader(Array.isArray(entry) ? entry[0] : entry, header))
  for (const name in headers) if (isHeader(name, header)) return true
  return false
}

export const isHeader = (name: unknown, header: string): boolean =>
  typeof name === 'string' && name.length === header.length && name.toLowerCase() === header
