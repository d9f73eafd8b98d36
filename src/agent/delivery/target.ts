import type { TlsFiles } from './tls.ts'

/** Where requests are posted and how. One object for each place: connections are kept by it. */
export type Target = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly gzip: boolean
  /** Maximum time of one attempt, in ms. */
  readonly timeout: number
  /** Files of an https receiver. */
  readonly tls: TlsFiles
  /** Statuses after which the same request is worth another try. */
  readonly retryable: ReadonlySet<number>
}

/** Finds out where requests go. Throws when that is no address, or when a file cannot be read. */
export type FindTarget = () => Target

/** Finds a target once. What fails is tried again each time: its failure is the answer to a request. */
export const remembered = (find: FindTarget): FindTarget => {
  let found: Target | undefined
  return () => {
    found ??= find()
    return found
  }
}

/** Statuses that say "not now", for services that name none themselves. */
export const notNow: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
