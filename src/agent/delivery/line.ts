import type { ClientRequest } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { awaitAnswer } from './await-answer.ts'
import { createLookup } from './lookup.ts'
import { createYielding } from './yield-process.ts'

/** What is on its way to the receiver. */
export type Line = {
  readonly lookup: LookupFunction
  /** A connection was begun. */
  connected(socket: Socket): void
  /**
   * A request was begun. `acknowledged` is called on success at the exit of the process, when no other callback runs.
   */
  requested(request: ClientRequest, acknowledged: () => void): void
  /** Waits for the answers to what is on its way, blocking the process for `milliseconds` in all. */
  awaitAnswers(milliseconds: number): void
  giveUp(): void
}

/** What a request ends with that was given up. */
export const givenUp: Error = new Error('given up')

/** Tracks all requests and connections of the agent: they never keep the process alive, and can be aborted. */
export const createLine = (): Line => {
  const requests = new Map<ClientRequest, () => void>()
  const sockets = new Set<Socket>()
  const names = createLookup()
  const giveUp = (): void => {
    names.giveUp()
    for (const request of requests.keys()) request.destroy(givenUp)
    for (const socket of sockets) if (socket.connecting) socket.destroy()
  }
  const startYielding = createYielding(sockets, names, giveUp)
  return {
    lookup: names.lookup,
    connected: (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      // Node tries the addresses of a name one after another, each with a handle of its own.
      socket.unref().once('connect', () => socket.unref())
      startYielding()
    },
    requested: (request, acknowledged) => {
      requests.set(request, acknowledged)
      request.once('close', () => requests.delete(request))
      // A connection that was kept counts again when it is used.
      request.once('socket', (socket) => {
        socket.unref()
        startYielding()
      })
    },
    awaitAnswers: (milliseconds) => {
      const deadline = performance.now() + milliseconds
      for (const [request, acknowledged] of requests) if (awaitAnswer(request, deadline)) acknowledged()
    },
    giveUp,
  }
}
