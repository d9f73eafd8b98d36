import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { isLoopback } from './loopback.ts'

const localNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** `name:port` → `name`, lower case; brackets of IPv6 stay. */
const toHostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** HTTP/1.0 has no `Host`. No browser uses it, so no page can send it; Node rejects HTTP/1.1 without one. */
const isPlainClient = ({ raw, socket }: FastifyRequest): boolean =>
  raw.headers.host === undefined && raw.httpVersion === '1.0' && isLoopback(toAddress(socket.remoteAddress))

/** IPv4 addresses are IPv4-mapped IPv6 if the hub listens on `::`. */
const toAddress = (address = ''): string => address.replace(/^::ffff:/i, '')

/** Throws `HOST_REFUSED` for a name that is not one of this machine, when the hub listens on loopback. */
export const createCheckHost = ({ hub }: Config): ((host: string) => void) => {
  if (!isLoopback(hub.host)) return () => undefined
  const names = new Set([...localNames, ...hub.allowedHosts.map((name) => name.toLowerCase())])
  return (host) => {
    if (!names.has(toHostName(host)))
      throw new PlainsightError('HOST_REFUSED', { host: host.slice(0, 200) || '(none)' })
  }
}

/**
 * On loopback, answers only to names of this machine. A page on a foreign name that resolves to 127.0.0.1
 * (DNS rebinding) has its own name in `Host`, and is rejected.
 */
export const guardHost = (app: FastifyInstance, { config }: { config: Config }): void => {
  const checkHost = createCheckHost(config)
  app.addHook('onRequest', async (request) => {
    if (!isPlainClient(request)) checkHost(request.headers.host ?? '')
  })
}
