import type { IncomingMessage, Server } from 'node:http'
import { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { isIgnoredServer } from './ignored-servers.ts'
import { leadEvents, within } from './lead-events.ts'
import { replaceMethod } from './replace-method.ts'
import type { StreamKind } from './request-observer.ts'
import { type ServerSpan, spanOf } from './server-span.ts'

export type UpgradeEvents = {
  began(request: IncomingMessage): ServerSpan
  /** `status` is what the first line of the answer says; 0 when the connection closed without one. */
  answered(span: ServerSpan, status: number): void
}

type Emit = (this: Server, event: string | symbol, ...rest: unknown[]) => boolean
type EmitRequest = (this: Server, event: string | symbol, request: unknown, response: unknown) => boolean

/** Watches the servers of a prototype. */
export type WatchServer = (prototype: { emit: Emit }) => void

/**
 * Upgrades (WebSocket and the like) and CONNECT pass by Node's diagnostics channel and have no response object. They
 * are seen where the server emits them to the app; the span lasts until the answer's first line is written. Returns a
 * function that watches further kinds of servers.
 */
export const watchUpgrades = (events: UpgradeEvents): WatchServer => {
  const watch: WatchServer = (prototype) => {
    const { emit } = prototype
    const aroundUpgrade = function (this: Server, event: string | symbol, rest: readonly unknown[]): boolean {
      if (event !== 'upgrade' && event !== 'connect') return emit.call(this, event, ...rest)
      if (isIgnoredServer(this) || this.listenerCount(event) === 0) return emit.call(this, event, ...rest)
      const [request, socket] = rest as readonly [IncomingMessage, Socket]
      const span = request[spanOf] ?? begin(events, request, socket)
      return within(span, () => emit.call(this, event, ...rest))
    }
    // Every request passes here: its two arguments are passed by name, since an array of them costs more than all the
    // rest.
    const around: EmitRequest = function (event, request, response) {
      // biome-ignore lint/complexity/noArguments: a rest parameter would be filled for each request.
      const given = arguments
      return event === 'request' && given.length === 3
        ? emit.call(this, event, request, response)
        : aroundUpgrade.call(this, event, Array.prototype.slice.call(given, 1))
    }
    Object.defineProperty(prototype, 'emit', { value: around, writable: true, configurable: true })
  }
  for (const { prototype } of [HttpServer, HttpsServer]) watch(prototype as { emit: Emit })
  return watch
}

/** A server may pass an upgrade to another one: it is still the request that began at the first. */
const begin = (events: UpgradeEvents, request: IncomingMessage, socket: Socket): ServerSpan => {
  const span = events.began(request)
  watchAnswer(socket, (status) => {
    if (status === 101 || (request.method === 'CONNECT' && status < 300 && status > 0))
      watchConnection(span, request, socket)
    events.answered(span, status)
  })
  leadEvents(socket, span)
  return span
}

/** Counts the connection as open until it closes. */
const watchConnection = (span: ServerSpan, request: IncomingMessage, socket: Socket): void => {
  const kind = toKind(request)
  span.stream = kind
  span.watch.observer?.streamOpened(kind)
  socket.once('close', () => span.watch.observer?.streamClosed(kind))
}

const toKind = ({ method, headers }: IncomingMessage): StreamKind => {
  if (method === 'CONNECT') return 'tunnel'
  return headers.upgrade?.toLowerCase() === 'websocket' ? 'websocket' : 'upgrade'
}

/** Of the final answer: interim ones (100, 103) may come before it. */
const statusLine = /^HTTP\/1\.[01] (101|[2-5]\d\d)/
const interimLine = /^HTTP\/1\.[01] 1/

/** Reads what is written to the socket up to the first line of the response, then restores it. */
const watchAnswer = (socket: Socket, answered: (status: number) => void): void => {
  let settled = false
  const settle = (start: string): void => {
    if (settled) return
    settled = true
    for (const restore of restores) restore()
    answered(Number(statusLine.exec(start)?.[1] ?? 0))
  }
  const restores = (['write', 'end'] as const).map((name) =>
    replaceMethod(
      socket,
      name,
      (original) =>
        function (...args) {
          const start = toStart(args[0])
          if (statusLine.test(start) || !interimLine.test(start)) settle(start)
          return original.apply(this, args)
        },
    ),
  )
  socket.once('close', () => settle(''))
}

const maxStart = 12

const toStart = (chunk: unknown): string => {
  if (typeof chunk === 'string') return chunk.slice(0, maxStart)
  return chunk instanceof Uint8Array ? Buffer.from(chunk.subarray(0, maxStart)).toString('latin1') : ''
}
