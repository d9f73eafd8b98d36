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
  /** Statuses after which a request is retried. */
  readonly retryable: ReadonlySet<number>
}

/** Returns the target of requests. Throws if the address is invalid, or if a file cannot be read. */
export type FindTarget = () => Target

/** Finds a target once. A failure is not cached: it is the result of the request, and the next one tries again. */
export const remembered = (find: FindTarget): FindTarget => {
  let found: Target | undefined
  return () => {
    found ??= find()
    return found
  }
}

/** Statuses of temporary failures, for services that do not define their own. */
export const notNow: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** The target of a public service: without certificate files of its own, and with ten seconds for each attempt. */
export const toServiceTarget = (fields: Pick<Target, 'url' | 'headers' | 'gzip'>): Target => ({
  ...fields,
  timeout: 10_000,
  tls: { ca: undefined, key: undefined, cert: undefined },
  retryable: notNow,
})
