import type { Socket } from 'node:net'
import { storage } from '../storage.ts'
import type { EndSpan } from './end.ts'
import type { ServerSpan } from './server-span.ts'

/** Requests of one connection that have no finished response yet. */
type Connection = { last: ServerSpan | undefined; earlier: ServerSpan[] | undefined }

/** Tracks what is open on each connection, to end it with the connection or the process. */
export type Connections = {
  opened(span: ServerSpan, socket: Socket): void
  /** Releases it: a connection that stays open must not keep its last request and all that it references. */
  ended(span: ServerSpan, socket: Socket): void
  /** Requests that are being served now. */
  open(): ServerSpan[]
}

const key = Symbol('plainsight.connection')
type KnownSocket = Socket & { [key]?: Connection }

export const createConnections = (endSpan: EndSpan): Connections => {
  const all = new Set<Connection>()
  const closed = (connection: Connection): void => {
    all.delete(connection)
    const spans = openOf(connection)
    if (spans.length === 0) return
    // Listeners of the request's `close` run in its context.
    storage.enterWith(spans.at(-1))
    process.nextTick(() => {
      for (const span of spans) endSpan(span, 'aborted')
    })
  }
  return {
    opened: (span, socket: KnownSocket) => {
      const known = socket[key]
      if (known === undefined) {
        const connection: Connection = { last: span, earlier: undefined }
        socket[key] = connection
        all.add(connection)
        socket.prependListener('close', () => closed(connection))
        return
      }
      // Pipelined: the next request came before the last response ended.
      if (known.last?.ended === false) known.earlier = openOf(known)
      known.last = span
    },
    ended: (span, socket: KnownSocket) => {
      const known = socket[key]
      if (known?.last === span) known.last = undefined
    },
    open: () => [...all].flatMap(openOf),
  }
}

const openOf = ({ last, earlier }: Connection): ServerSpan[] =>
  [...(earlier ?? []), last].filter((span) => span?.ended === false) as ServerSpan[]
