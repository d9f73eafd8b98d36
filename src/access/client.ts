import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { networkNames } from '../config/proxy-words.ts'

/** A request as it reached the hub, on any port. */
export type Client = {
  /** Address of the connection's peer, which may be a proxy. */
  readonly peer: string
  readonly headers: IncomingHttpHeaders
}

/**
 * Where a request came from before it passed the trusted proxies. The address counts wrong secrets in memory, and is
 * never kept.
 */
export type ClientFacts = { readonly address: string; readonly isSecure: boolean }

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** IPv4-mapped IPv6, for a hub that listens on `::`, and addresses with a port, as some proxies write them. */
const toAddress = (text: string): string =>
  text
    .trim()
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^\[(.+)\](:\d+)?$/, '$1')

type IsTrusted = (address: string, hop: number) => boolean

/**
 * Words of `hub.trustedProxies`: addresses, networks, their names, and a number of proxies with any address.
 */
const createIsTrusted = (words: readonly string[]): IsTrusted => {
  const hops = Math.max(0, ...words.filter((word) => /^\d+$/.test(word)).map(Number))
  const networks = new BlockList()
  for (const word of words.filter((each) => !/^\d+$/.test(each)).flatMap((each) => networkNames[each] ?? [each])) {
    const [address = '', prefix] = word.split('/')
    if (prefix === undefined) networks.addAddress(address, familyOf(address))
    else networks.addSubnet(address, Number(prefix), familyOf(address))
  }
  return (address, hop) => hop < hops || (isIP(address) !== 0 && networks.check(address, familyOf(address)))
}

const toText = (header: string | string[] | undefined): string => [header ?? ''].flat().join(',')

/**
 * Addresses that proxies added, the nearest first. An invalid entry ends the list: nothing is known about those
 * before it.
 */
const toForwarded = (header: string | string[] | undefined): string[] => {
  const addresses = toText(header).split(',').map(toAddress).reverse()
  const end = addresses.findIndex((address) => isIP(address) === 0)
  return end < 0 ? addresses : addresses.slice(0, end)
}

/**
 * Finds out where requests come from. Each proxy adds the address that it saw at the end of `X-Forwarded-For`, so the
 * first one from the right that is no trusted proxy is the client. Entries further left may be forged by the
 * client.
 */
export const createFindSender = (trustedProxies: readonly string[]): ((client: Client) => ClientFacts) => {
  const isTrusted = createIsTrusted(trustedProxies)
  return ({ peer, headers }) => {
    const hops = [toAddress(peer), ...toForwarded(headers['x-forwarded-for'])]
    const address = hops.find((each, hop) => !isTrusted(each, hop)) ?? hops.at(-1) ?? ''
    const protocol = toText(headers['x-forwarded-proto']).split(',').at(-1)?.trim().toLowerCase()
    return { address, isSecure: protocol === 'https' && isTrusted(hops[0] ?? '', 0) }
  }
}
