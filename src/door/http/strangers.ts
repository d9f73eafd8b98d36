import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { toNetwork } from '../../limits/network.ts'

/** Connections without a key that one address may hold, and all together. */
const maxPerAddress = 64
const maxStrangers = 256

export type Strangers = {
  /** A key came over this connection: it is no stranger any more. */
  admit(socket: Socket): void
}

/**
 * Keeps the connections of those who have shown no key few. A new one is never refused for it: the oldest of its
 * address goes, or the oldest of all, so that whoever holds many idle ones keeps nobody out who has something to say.
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
