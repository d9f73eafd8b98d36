import { OutgoingMessage, ServerResponse } from 'node:http'
import { spanOf } from './server-span.ts'

/** As the app gives them to `writeHead`: an object, a flat list, or a list of pairs. */
type Headers = Readonly<Record<string, unknown>> | readonly unknown[] | undefined
type StoreHeader = (this: ServerResponse, statusLine: string, headers: Headers) => unknown

/** Where Node keeps the headers that were set before: an object with their names in lower case. */
const setHeaders = Object.getOwnPropertySymbols(new OutgoingMessage()).find(
  ({ description }) => description === 'kOutHeaders',
) as symbol

/**
 * Makes every response carry the id of its request, unless the app answers that header itself. It is added where Node writes the head: a header that
 * is set before would cost more than the whole span, since Node then takes its slow way for all of them.
 */
export const answerRequestIds = (header: string): void => {
  const prototype = ServerResponse.prototype as unknown as { _storeHeader: StoreHeader }
  const original = prototype._storeHeader
  const storeHeader: StoreHeader = function (statusLine, headers) {
    const requestId = this.req[spanOf]?.requestId
    if (!requestId || isAnswered(this, headers, header)) return original.call(this, statusLine, headers)
    return original.call(this, `${statusLine}${header}: ${requestId}\r\n`, headers)
  }
  Object.defineProperty(prototype, '_storeHeader', { value: storeHeader, writable: true, configurable: true })
}

const isAnswered = (response: ServerResponse, headers: Headers, header: string): boolean => {
  if (headers === undefined || headers === null) return false
  if (headers === (response as unknown as Record<symbol, unknown>)[setHeaders]) return header in headers
  if (Array.isArray(headers)) return headers.some((entry) => isHeader(Array.isArray(entry) ? entry[0] : entry, header))
  for (const name in headers) if (isHeader(name, header)) return true
  return false
}

const isHeader = (name: unknown, header: string): boolean =>
  typeof name === 'string' && name.length === header.length && name.toLowerCase() === header
