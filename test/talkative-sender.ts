import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const chunk = `40000\r\n${'x'.repeat(0x40000)}\r\n`

/**
 * Sends a request of 5 MB in half a second as clients do that read nothing of the answer before they have sent all:
 * Python's urllib is one. Gives all that came back; rejects when the connection was reset under it.
 */
export const sendToTheEnd = async (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const lines = Object.entries({ host: 'localhost', 'transfer-encoding': 'chunked', ...headers })
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  for (let sent = 0; sent < 20; sent++) {
    if (!socket.write(chunk)) await once(socket, 'drain')
    await sleep(20)
  }
  socket.end('0\r\n\r\n')
  return text(socket)
}
