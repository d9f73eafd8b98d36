import { CANCELLED, type LookupAddress, type LookupOptions, Resolver, lookup as systemLookup } from 'node:dns'
import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { loadSearchNames } from './search-names.ts'

/** Resolves names for connections of the agent, in a way that can be aborted. */
export type Lookup = {
  readonly lookup: LookupFunction
  /** Names that are being looked up. */
  open(): number
  /** Those of them that the system resolves, which cannot be aborted. */
  openBySystem(): number
  /** Aborts the open lookups: each ends with an error. */
  giveUp(): void
}

/** In ms. A name service that takes longer to answer is slow. */
const quick = 200
const resolverOptions = { timeout: 2000, tries: 2 } as const
const hostsFile = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts'

/**
 * The system's resolver (`getaddrinfo`) runs in a thread that cannot be stopped: a process that ends meanwhile waits
 * for it, up to ten seconds if the name server does not respond. So Node's resolver, which can be aborted, is tried
 * first. If it responds quickly, the system's result is used, because it is more complete (hosts file, order of
 * addresses); otherwise the system is not used.
 */
export const createLookup = (): Lookup => {
  const resolvers = new Set<Resolver>()
  const open = { all: 0, bySystem: 0 }
  const resolveBySystem = async (name: string, options: LookupOptions): Promise<LookupAddress[]> => {
    open.bySystem++
    return bySystem(name, options).finally(() => open.bySystem--)
  }
  const resolveByNode = async (name: string, options: LookupOptions): Promise<LookupAddress[]> => {
    const resolver = new Resolver(resolverOptions)
    resolvers.add(resolver)
    try {
      const answers = Promise.all(loadSearchNames(name).map((candidate) => resolveBoth(resolver, candidate)))
      const isQuick = await Promise.race([answers.then(() => true), isLate()])
      return isQuick ? await resolveBySystem(name, options) : pick(name, (await answers).flat(), options)
    } finally {
      resolvers.delete(resolver)
    }
  }
  const lookup: LookupFunction = (name, options, done) => {
    open.all++
    const resolved = isInHosts(name) ? resolveBySystem(name, options) : resolveByNode(name, options)
    resolved
      .finally(() => open.all--)
      .then(
        (addresses) => {
          if (options.all) done(null, addresses)
          else done(null, addresses[0]?.address ?? '', addresses[0]?.family)
        },
        (error: NodeJS.ErrnoException) => done(error, ''),
      )
  }
  return {
    lookup,
    open: () => open.all,
    openBySystem: () => open.bySystem,
    giveUp: () => {
      for (const resolver of resolvers) resolver.cancel()
    },
  }
}

const isLate = (): Promise<false> => new Promise((resolve) => setTimeout(resolve, quick, false).unref())

const bySystem = (name: string, options: LookupOptions): Promise<LookupAddress[]> =>
  new Promise((resolve, reject) => {
    systemLookup(name, { ...options, all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })

const isInHosts = (name: string): boolean => {
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  try {
    const words = readFileSync(hostsFile, 'utf8').replaceAll(/#.*/g, '').toLowerCase().split(/\s+/)
    return words.includes(name.toLowerCase())
  } catch {
    return false
  }
}

/** Addresses of both families; empty if the name server has none or fails. Rejects if aborted. */
const resolveBoth = async (resolver: Resolver, name: string): Promise<LookupAddress[]> => {
  const resolveFamily = (family: 4 | 6): Promise<LookupAddress[]> =>
    new Promise((resolve, reject) => {
      const done = (error: NodeJS.ErrnoException | null, addresses: string[] = []): void => {
        if (error?.code === CANCELLED) reject(error)
        else resolve(addresses.map((address) => ({ address, family })))
      }
      if (family === 4) resolver.resolve4(name, done)
      else resolver.resolve6(name, done)
    })
  return (await Promise.all([resolveFamily(4), resolveFamily(6)])).flat()
}

const pick = (name: string, addresses: readonly LookupAddress[], { family = 0 }: LookupOptions): LookupAddress[] => {
  const wanted = addresses.filter((address) => family === 0 || String(family).endsWith(String(address.family)))
  if (wanted.length > 0) return wanted
  throw Object.assign(new Error(`the name ${name} was not found in time`), { code: 'ENOTFOUND' })
}
