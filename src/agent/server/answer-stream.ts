import type { ServerResponse } from 'node:http'
import { replaceMethod } from './replace-method.ts'
import type { StreamKind } from './request-observer.ts'
import type { ServerSpan } from './server-span.ts'

/** What Node keeps of the headers that it wrote. */
export type HeadState = {
  readonly _header: string
  readonly _hasBody: boolean
  /** The connection ends with this answer. */
  readonly _last: boolean
}

const events = 'text/event-stream'
const parts = 'multipart/x-mixed-replace'
const contentType = /\r\ncontent-type:[ \t]*(?:text\/(event)-stream|multipart\/x-mixed-replace)/i

/** Content types of responses without a defined end. */
export const toAnswerStream = (type: unknown): StreamKind | undefined => {
  if (typeof type !== 'string') return undefined
  const text = type.trimStart().toLowerCase()
  if (text.startsWith(events)) return 'sse'
  return text.startsWith(parts) ? 'multipart' : undefined
}

/**
 * The span of such an answer lasts as long as the answer; of others (WebSockets, tunnels) until the connection is
 * accepted.
 */
export const lastsWithStream = (kind: StreamKind | undefined): boolean => kind === 'sse' || kind === 'multipart'

/** Marks the span if the headers of the response say that it is a stream. */
export const watchAnswerStream = (span: ServerSpan, response: ServerResponse & HeadState): void => {
  const kind = readKind(response)
  if (kind === undefined || response.statusCode >= 400) return
  openAnswerStream(span, kind)
  const restore = replaceMethod(
    response,
    '_send',
    (original) =>
      function (...args) {
        span.firstByte ??= performance.now()
        restore()
        return original.apply(this, args)
      },
  )
}

export const openAnswerStream = (span: ServerSpan, kind: StreamKind): void => {
  span.stream = kind
  span.watch.observer?.streamOpened(kind)
}

/** The first check decides for most responses, and is the cheapest. */
const readKind = ({ _header: head, _hasBody: hasBody }: HeadState): StreamKind | undefined => {
  if (!hasBody || !(head.includes('event-stream') || head.includes('x-mixed-replace'))) return undefined
  const match = contentType.exec(head)
  if (match === null) return undefined
  return match[1] === undefined ? 'multipart' : 'sse'
}
