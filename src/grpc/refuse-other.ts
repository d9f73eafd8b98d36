import type { Socket } from 'node:net'
import type { PlainsightError } from '../errors.ts'

/**
 * How long the rest of what a client sends is read, ms: a connection that is closed while data still comes is reset,
 * which takes the answer with it.
 */
const lingerMs = 5_000

/** Tells a client that speaks HTTP/1.1 where it should go; one that speaks TLS finds no handshake in it. */
export const refuseOther = (socket: Socket, { status, code, message, hint }: PlainsightError): void => {
  const body = JSON.stringify({ error: { code, message, hint } })
  const head = [
    `HTTP/1.1 ${status} Bad Request`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.resume()
  socket.setTimeout(0)
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
