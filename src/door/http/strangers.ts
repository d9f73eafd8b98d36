import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { toNetwork } from '../../limits/network.ts'

/** Maximum connections without a key, of one address and of all. */
const maxPerAddress = 64
const maxStrangers = 256

export type Strangers = {
  /** A key arrived over this connection, which no longer counts. */
  admit(socket: Socket): void
}

/**
 * Limits the connections of clients that have sent no key. A new one is never rejected: it replaces the oldest of
 * its address, or the oldest of all, so that many idle connections cannot lock others out.
 */
export const watchStrangers = (server: Server): Strangers => {
  const strangers = new Map<Socket, string>()
  const countOf = (network: string): number => [...strangers.values()].filter((other) => other === network).length
  const endOldest = (isMeant: (network: string) => boolean): void => {
    const [socket] = [...strangers].find(([, network]) => isMeant(network)) ?? []
    if (socket === undefined) return
    strangers.delete(socket)
    socket.destroy()
  }
  server.on('connection', (socket) => {
    const network = toNetwork(socket.remoteAddress ?? '')
    if (countOf(network) >= maxPerAddress) endOldest((other) => other === network)
    if (strangers.size >= maxStrangers) endOldest(() => true)
    strangers.set(socket, network)
    socket.once('close', () => strangers.delete(socket))
  })
  return { admit: (socket) => void strangers.delete(socket) }
}
