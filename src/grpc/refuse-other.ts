import type { Socket } from 'node:net'
import type { PlainsightError } from '../errors.ts'

/**
 * How long the rest of a client's data is read, ms: a connection that is closed while data still arrives is reset, and
 * the answer is lost.
 */
const lingerMs = 5_000

/** Answers a client of HTTP/1.1 with the right port; a client of TLS fails at it. */
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
