import type { IncomingMessage, Server } from 'node:http'
import { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { storage } from '../storage.ts'
import { isIgnoredServer } from './ignored-servers.ts'
import type { ServerSpan } from './server-span.ts'

export type UpgradeEvents = {
  began(request: IncomingMessage): ServerSpan
  /** `status` is what the first line of the answer says; 0 when the connection closed without one. */
  answered(span: ServerSpan, status: number): void
}

type Emit = (this: Server, event: string | symbol, ...rest: unknown[]) => boolean
type EmitRequest = (this: Server, event: string | symbol, request: unknown, response: unknown) => boolean

/**
 * Upgrades (WebSocket and the like) and CONNECT pass by Node's diagnostics channel and have no response object. They are seen where the
 * server tells the app of them; the span lasts until the answer's first line is written.
 */
export const watchUpgrades = (events: UpgradeEvents): void => {
  for (const { prototype } of [HttpServer, HttpsServer]) {
    const emit = prototype.emit as Emit
    const aroundUpgrade = function (this: Server, event: string | symbol, rest: readonly unknown[]): boolean {
      if (event !== 'upgrade' && event !== 'connect') return emit.call(this, event, ...rest)
      if (isIgnoredServer(this) || this.listenerCount(event) === 0) return emit.call(this, event, ...rest)
      const [request, socket] = rest as readonly [IncomingMessage, Socket]
      const span = events.began(request)
      watchAnswer(socket, (status) => events.answered(span, status))
      return storage.run(span, () => emit.call(this, event, ...rest))
    }
    // Every request passes here: its two arguments are handed on by name, since a list of them costs more than all the rest.
    const around: EmitRequest = function (event, request, response) {
      // biome-ignore lint/complexity/noArguments: a rest parameter would be filled for each request.
      const given = arguments
      return event === 'request' && given.length === 3
        ? emit.call(this, event, request, response)
        : aroundUpgrade.call(this, event, Array.prototype.slice.call(given, 1))
    }
    Object.defineProperty(prototype, 'emit', { value: around, writable: true, configurable: true })
  }
}

const statusLine = /^HTTP\/1\.[01] (\d{3})/

/** Looks at the first bytes that are written to the socket, then leaves it as it was. */
const watchAnswer = (socket: Socket, answered: (status: number) => void): void => {
  let settled = false
  const settle = (chunk?: unknown): void => {
    if (settled) return
    settled = true
    for (const name of ['write', 'end'] as const) Reflect.deleteProperty(socket, name)
    const start =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1', 0, 12) : ''
    answered(Number(statusLine.exec(start)?.[1] ?? 0))
  }
  for (const name of ['write', 'end'] as const) {
    const original = socket[name] as (...args: unknown[]) => unknown
    const watching = function (this: Socket, ...args: unknown[]): unknown {
      settle(args[0])
      return original.apply(this, args)
    }
    Object.defineProperty(socket, name, { value: watching, writable: true, configurable: true })
  }
  socket.once('close', () => settle())
}
