import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'

/**
 * Checks which page made a browser send a request: answers whether it is one of an allowed foreign origin, which needs
 * CORS. `host` is the name by which the server was reached, where it has pages of its own. Clients that are no browsers
 * pass: their credentials count.
 * @throws PlainsightError `ORIGIN_REFUSED`, `SITE_REFUSED`
 */
export type CheckOrigin = (headers: IncomingHttpHeaders, host?: string) => boolean

/** A page served under this name, whatever the scheme. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)

/**
 * Browsers leave `Origin` out of links, images and scripts, and still say that another site, or another port of this
 * machine, is behind them.
 */
const isFromElsewhere = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'

/** @see CheckOrigin */
export const createCheckOrigin = ({ hub }: Config): CheckOrigin => {
  const allowed = new Set(hub.allowedOrigins.map((origin) => origin.replace(/\/$/, '')))
  return (headers, host) => {
    const { origin } = headers
    if (origin === undefined && isFromElsewhere(headers)) throw new PlainsightError('SITE_REFUSED')
    if (origin === undefined || isOwn(origin, host)) return false
    if (!allowed.has(origin)) throw new PlainsightError('ORIGIN_REFUSED', { origin: origin.slice(0, 200) })
    return true
  }
}
