import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { isLoopback } from './loopback.ts'

const localNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** `name:port` → `name`, lower case; brackets of IPv6 stay. */
const toHostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** HTTP/1.0 has no `Host`. No browser speaks it, so there is no page behind it; Node refuses HTTP/1.1 without one. */
const isPlainClient = ({ raw, socket }: FastifyRequest): boolean =>
  raw.headers.host === undefined && raw.httpVersion === '1.0' && isLoopback(toAddress(socket.remoteAddress))

/** IPv4 addresses come in the form of IPv6 where the hub listens on `::`. */
const toAddress = (address = ''): string => address.replace(/^::ffff:/i, '')

/**
 * On loopback, answers only to names of this machine. A page on a foreign name that resolves to 127.0.0.1
 * (DNS rebinding) carries its own name in `Host`, and is refused.
 */
export const guardHost = (app: FastifyInstance, { config }: { config: Config }): void => {
  if (!isLoopback(config.hub.host)) return
  const names = new Set([...localNames, ...config.hub.allowedHosts.map((name) => name.toLowerCase())])
  app.addHook('onRequest', async (request) => {
    const host = request.headers.host ?? ''
    if (!names.has(toHostName(host)) && !isPlainClient(request))
      throw new PlainsightError('HOST_REFUSED', { host: host.slice(0, 200) || '(none)' })
  })
}
