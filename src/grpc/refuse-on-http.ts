import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { PlainsightError } from '../errors.ts'
import { sendStatus } from './answer.ts'
import { openSession } from './session.ts'
import { toStatus } from './status.ts'

/** How long a connection may be idle, ms. */
const quietMs = 1_000

/**
 * A duplicate of a connection that an HTTP/1.1 server has begun to read: that server's parser keeps the original.
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
 * Answers gRPC calls on an HTTP/1.1 port with a status that clients do not retry, and a message that they show.
 */
export const refuseOnHttp = (socket: Socket, begun: Buffer, error: PlainsightError): void => {
  const session = openSession(detach(socket, begun), (stream) => sendStatus(stream, toStatus(error)))
  // If the connection were closed at once, the answer would be lost.
  session.setTimeout(quietMs, () => session.close())
}
