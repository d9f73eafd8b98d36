import { hostname } from 'node:os'
import { createNetworks, type InNetworks } from '../networks.ts'

/**
 * Names that never leave a machine or its network. @see RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of .internal
 */
const localSuffix = /\.(?:localhost|local|internal|test|home\.arpa)$/

/** Suffixes under which anyone can register a name, including second-level domains of countries. */
const publicSuffix =
  /^(?:(?:ac|co|com|edu|gob|gouv|gov|go|ltd|mil|net|ne|nom|org|or|plc|sch|web)\.[a-z]{2}|(?:br|cn|co|de|eu|gb|jp|ru|uk|us|za)\.com)$/

/** Each name below these has a different owner. */
const sharedHosting =
  /(?:^|\.)(?:amazonaws\.com|awsapprunner\.com|azurecontainerapps\.io|azurefd\.net|azurewebsites\.net|appspot\.com|cloudapp\.azure\.com|cloudapp\.net|cloudfront\.net|deno\.dev|elasticbeanstalk\.com|firebaseapp\.com|fly\.dev|github\.io|gitlab\.io|glitch\.me|herokuapp\.com|netlify\.app|ngrok(?:-free)?\.(?:app|dev|io)|on\.aws|ondigitalocean\.app|onrender\.com|pages\.dev|railway\.app|repl(?:\.co|it\.app)|run\.app|trycloudflare\.com|up\.railway\.app|vercel\.app|web\.app|windows\.net|workers\.dev)$/

const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host)

/** Normalizes a host for comparison: in lower case, without brackets, port and trailing dot. */
export const toHostName = (host: string): string => {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*)(?::\d*)?$)/.exec(host.trim().toLowerCase()) ?? []
  return (bracketed ?? plain ?? host).replace(/\.$/, '')
}

/** The registrable domain of a host; the host itself if the domain would include hosts of other owners. */
const toDomain = (host: string): string | undefined => {
  const labels = host.split('.')
  if (labels.length < 2 || isAddress(host)) return undefined
  if (sharedHosting.test(host)) return host
  const domain = labels.slice(-2).join('.')
  return publicSuffix.test(domain) ? labels.slice(-3).join('.') : domain
}

const isWithin = (host: string, domain: string | undefined): boolean =>
  domain !== undefined && !publicSuffix.test(domain) && (host === domain || host.endsWith(`.${domain}`))

/** Whether a host belongs to the service or its environment; `served` is the host of the request in progress. */
export type IsOwnHost = (host: string, served: string | undefined) => boolean

/**
 * Own hosts are loopback and private addresses, single-label names (containers, services of a cluster), names that are
 * only valid in a local network, and the domain under which the service itself is called.
 */
export const createIsOwnHost = (): IsOwnHost => {
  let networks: InNetworks | undefined
  const machine = toDomain(hostname().toLowerCase())
  return (host, served) => {
    if (isAddress(host)) {
      networks ??= createNetworks(['loopback', 'uniquelocal'])
      return networks(host)
    }
    if (!host.includes('.') || localSuffix.test(host)) return true
    return isWithin(host, machine) || (served !== undefined && isWithin(host, toDomain(toHostName(served))))
  }
}
