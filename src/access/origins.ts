import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'

/**
 * Checks which page made a browser send a request; true for one of an allowed foreign origin, which requires CORS.
 * `host` is the name by which the server was reached, where it has pages of its own. Other clients than browsers are
 * allowed: their credentials count.
 * @throws PlainsightError `ORIGIN_REFUSED`, `SITE_REFUSED`
 */
export type CheckOrigin = (headers: IncomingHttpHeaders, host?: string) => boolean

/** A page served under this name, whatever the scheme. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)

/**
 * Browsers send no `Origin` with links, images and scripts, but `Sec-Fetch-Site` says whether another site, or another
 * port of this machine, caused the request.
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
