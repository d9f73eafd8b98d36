import { createServer, type Socket } from 'node:net'
import { createClose } from '../http/create-close.ts'
import { type ListenAddress, listen } from '../http/listen.ts'
import { createBudget } from '../limits/budget.ts'
import { type Connection, type Connections, closeConnection, createConnections } from './connections.ts'
import { handleCall } from './handle-call.ts'
import { refuseOther } from './refuse-other.ts'
import type { ServerParts } from './server-parts.ts'
import { isHttp2, openSession } from './session.ts'

export type GrpcServer = {
  readonly port: number
  /** Stops accepting calls, and waits for those in progress. Safe to call twice. */
  close(): Promise<void>
}

/** Maximum connections. */
const maxConnections = 1_024

/** How long a client may wait before it sends its first bytes, ms. */
const firstByteMs = 10_000

/** How long a connection may be without a call, ms. Clients open the next one when they have something to send. */
const idleMs = 600_000

/** How long calls in progress may take when the hub stops, ms; after that their connections are cut. */
const drainMs = 2_000

/** Memory for messages, in messages of maximum size. */
const maxLargeMessages = 4

/**
 * Reads until `decide` recognises the first bytes, and puts them back for the next reader of the connection.
 */
const peek = (socket: Socket, decide: (bytes: Buffer) => (() => void) | undefined): void => {
  let bytes: Buffer = Buffer.alloc(0)
  const look = (): void => {
    const chunk = socket.read() as Buffer | null
    if (chunk === null) return
    bytes = Buffer.concat([bytes, chunk])
    const go = decide(bytes)
    if (go === undefined) return
    socket.off('readable', look)
    socket.unshift(bytes)
    go()
  }
  socket.on('readable', look)
}

const createAccept = (parts: ServerParts, connections: Connections): ((socket: Socket) => void) => {
  const openShare = createBudget(maxLargeMessages * parts.maxMessageBytes)
  const serve = (connection: Connection): void => {
    const { socket } = connection
    socket.setTimeout(0)
    connection.session = openSession(socket, (stream, headers) => {
      connection.calls++
      connection.usedAt = performance.now()
      stream.once('close', () => connection.calls--)
      void handleCall(parts, stream, headers, openShare())
    })
    connection.session.setTimeout(idleMs, () => closeConnection(connection))
  }
  return (socket) => {
    const connection: Connection = { socket, calls: 0, usedAt: performance.now() }
    socket.on('error', () => undefined)
    if (!connections.add(connection)) return void socket.destroy()
    socket.once('close', () => connections.remove(connection))
    socket.setTimeout(firstByteMs).once('timeout', () => closeConnection(connection))
    peek(socket, (bytes) => {
      const speaksHttp2 = isHttp2(bytes)
      if (speaksHttp2 === undefined) return undefined
      return speaksHttp2 ? () => serve(connection) : () => refuseOther(socket, parts.elsewhere)
    })
  }
}

/**
 * Opens gRPC on a separate port, over plain HTTP/2.
 * @throws PlainsightError `GRPC_PORT_TAKEN`
 */
export const openGrpc = async (parts: ServerParts, address: ListenAddress): Promise<GrpcServer> => {
  const connections = createConnections(maxConnections, parts.countConnections)
  const server = createServer({ noDelay: true }, createAccept(parts, connections))
  const opened = await listen(server, address, 'GRPC_PORT_TAKEN')
  const close = createClose(server, {
    drainMs,
    begin: () => connections.all().forEach(closeConnection),
    cut: () => {
      for (const { socket } of connections.all()) socket.destroy()
    },
  })
  return { port: opened.port, close }
}
