import type { ClientRequest } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { awaitAnswer } from './await-answer.ts'
import { createLookup } from './lookup.ts'
import { createYielding } from './yield-process.ts'

/** Requests and connections in progress. */
export type Line = {
  readonly lookup: LookupFunction
  /** Registers a new connection. */
  connected(socket: Socket): void
  /**
   * Registers a new request. `acknowledged` is called on success while the process exits, when no other callback runs.
   */
  requested(request: ClientRequest, acknowledged: () => void): void
  /** Waits for the responses to what is in flight, blocking the process for up to `milliseconds` in total. */
  awaitAnswers(milliseconds: number): void
  giveUp(): void
}

/** The error of an aborted request. */
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
      // Node tries the addresses of a name one after another, each with a new handle.
      socket.unref().once('connect', () => socket.unref())
      startYielding()
    },
    requested: (request, acknowledged) => {
      requests.set(request, acknowledged)
      request.once('close', () => requests.delete(request))
      // A kept-alive connection is referenced again when it is reused.
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
