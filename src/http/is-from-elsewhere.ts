import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser says that a page of another site, or of another port of this machine, is behind a request. Programs
 * do not say it.
 */
export const isFromElsewhere = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'
