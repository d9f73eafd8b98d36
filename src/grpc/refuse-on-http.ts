import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { PlainsightError } from '../errors.ts'
import { sendStatus } from './answer.ts'
import { openSession } from './session.ts'
import { toStatus } from './status.ts'

/** How long a connection may be quiet, ms. */
const quietMs = 1_000

/**
 * A connection that a server of HTTP/1.1 has begun to read, as one of its own: that server's parser keeps hold of the
 * first.
 */
const detach = (socket: Socket, begun: Buffer): Duplex => {
  for (const event of ['data', 'drain', 'end']) socket.removeAllListeners(event)
  const detached = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroySoon()
      done(error)
    },
  })
  detached.push(begun)
  socket.on('data', (chunk) => detached.push(chunk) || socket.pause())
  socket.once('end', () => detached.push(null))
  socket.once('close', () => detached.destroy())
  return detached
}

/**
 * Answers calls of gRPC on a port of HTTP/1.1 with a status that its clients do not try again, and a sentence that they
 * show.
 */
export const refuseOnHttp = (socket: Socket, begun: Buffer, error: PlainsightError): void => {
  const session = openSession(detach(socket, begun), (stream) => sendStatus(stream, toStatus(error)))
  // Closed at once, the connection would take the answer with it.
  session.setTimeout(quietMs, () => session.close())
}
