import { createNetworks, type InNetworks } from '../networks.ts'

/** A connection as its server sees it. */
export type Peer = {
  readonly remoteAddress?: string | undefined
  readonly server?: { address?(): unknown } | undefined
}

/** Whether the trace headers of a peer are accepted. */
export type Trust = (peer: Peer | undefined) => boolean

/**
 * Reads `PLAINSIGHT_TRUST_TRACEPARENT`. An untrusted client could put our requests into its trace and decide what is
 * recorded. The networks are made with the first peer that sends a trace.
 */
export const createTrust = (words: readonly string[]): Trust => {
  if (words.includes('all')) return () => true
  const named = words.filter((word) => word !== 'none')
  if (named.length === 0) return () => false
  const known = new WeakMap<Peer, boolean>()
  let networks: InNetworks | undefined
  const isTrusted = (address: string): boolean => {
    networks ??= createNetworks(named)
    return networks(address)
  }
  return (peer) => {
    if (peer === undefined) return false
    const before = known.get(peer)
    if (before !== undefined) return before
    const { remoteAddress } = peer
    const answer = remoteAddress === undefined ? isLocal(peer) : isTrusted(remoteAddress)
    known.set(peer, answer)
    return answer
  }
}

/**
 * A Unix socket has no addresses. Neither has a connection that its client has reset: that is no reason to trust it.
 */
const isLocal = ({ server }: Peer): boolean => typeof server?.address?.() === 'string'
