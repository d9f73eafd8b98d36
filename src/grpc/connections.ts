import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

/** A connection; `session` is set as soon as it speaks HTTP/2. */
export type Connection = {
  readonly socket: Socket
  session?: ServerHttp2Session
  /** Calls in progress. */
  calls: number
  /** When it last had a call, ms. */
  usedAt: number
}

export type Connections = {
  /** Adds one, in place of the one that was idle longest if there are too many. False: all are busy. */
  add(connection: Connection): boolean
  remove(connection: Connection): void
  all(): readonly Connection[]
}

/** Sends GOAWAY over HTTP/2, so that clients repeat calls that just arrived elsewhere. */
export const closeConnection = ({ socket, session }: Connection): void => {
  if (session === undefined) socket.destroy()
  else if (!session.closed && !session.destroyed) session.close()
}

/** The open connections, of which there is a maximum. */
export const createConnections = (max: number, count: (open: number) => void): Connections => {
  const open = new Set<Connection>()
  const findIdlest = (): Connection | undefined => {
    let idlest: Connection | undefined
    for (const connection of open)
      if (connection.calls === 0 && (idlest === undefined || connection.usedAt < idlest.usedAt)) idlest = connection
    return idlest
  }
  const remove = (connection: Connection): void => {
    open.delete(connection)
    count(open.size)
  }
  return {
    add: (connection) => {
      const idlest = open.size < max ? undefined : findIdlest()
      if (open.size >= max && idlest === undefined) return false
      if (idlest !== undefined) {
        closeConnection(idlest)
        remove(idlest)
      }
      open.add(connection)
      count(open.size)
      return true
    },
    remove,
    all: () => [...open],
  }
}
