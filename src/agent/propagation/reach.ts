import { createIsOwnHost, toHostName } from './own-hosts.ts'

/** What a call to a host may carry. */
export type Reach = {
  /** `traceparent` and `tracestate`. */
  readonly trace: boolean
  readonly baggage: boolean
}

export const everything: Reach = { trace: true, baggage: true }
const onlyTrace: Reach = { trace: true, baggage: false }
const nothing: Reach = { trace: false, baggage: false }

/** Most apps call few hosts. A crawler calls many, which must not fill memory. */
const maxKnown = 1000

/**
 * Reads `PLAINSIGHT_PROPAGATE_TO`. Trace ids reveal to third parties how a system is structured, and some APIs reject
 * unknown headers. `*` sends trace headers to all hosts, but not baggage, whose content comes from the app.
 */
export const createReachOf = (words: readonly string[]): ((host: string, served: string | undefined) => Reach) => {
  const isOwn = words.includes('none') ? (): boolean => false : createIsOwnHost()
  const isNamed = toIsNamed(words)
  const others = words.includes('*') ? onlyTrace : nothing
  const known = new Map<string, Reach>()
  return (written, served) => {
    const key = `${written} ${served ?? ''}`
    const before = known.get(key)
    if (before !== undefined) return before
    const host = toHostName(written)
    const reach = isNamed(host) || isOwn(host, served) ? everything : others
    if (known.size >= maxKnown) known.clear()
    known.set(key, reach)
    return reach
  }
}

const toIsNamed = (words: readonly string[]): ((host: string) => boolean) => {
  const exact = new Set(words.map(toHostName))
  const endings = words.filter((word) => word.startsWith('*.')).map((word) => word.slice(1))
  return (host) => exact.has(host) || endings.some((ending) => host.endsWith(ending))
}
