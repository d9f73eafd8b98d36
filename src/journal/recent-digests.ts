import type { RowBlock } from '../model.ts'

type Seen = { readonly time: number; readonly written: Promise<void> }

/** What was appended lately, by table and digest of the request, so that a request sent again is stored once. */
export type RecentDigests = {
  /** The first append of the same rows: settled when it is on disk. */
  find(block: RowBlock): Promise<void> | undefined
  add(block: Pick<RowBlock, 'table' | 'digest'>, written: Promise<void>, time?: number): void
  /** Forgets an append that failed. */
  drop(block: RowBlock): void
}

const toKey = ({ table, digest }: Pick<RowBlock, 'table' | 'digest'>): string => {
  const bytes = Buffer.alloc(32)
  bytes.set(digest.subarray(0, 32))
  return `${table}:${bytes.toString('latin1')}`
}

/** Remembers digests for `windowMs`, at most `limit` of them (about 200 bytes each); the oldest go first. */
export const createRecentDigests = ({
  windowMs,
  limit = 500_000,
}: {
  readonly windowMs: number
  readonly limit?: number
}): RecentDigests => {
  const seen = new Map<string, Seen>()
  const forgetOld = (): void => {
    const since = Date.now() - windowMs
    for (const [key, { time }] of seen) {
      if (time >= since && seen.size <= limit) break
      seen.delete(key)
    }
  }
  return {
    find: (block) => seen.get(toKey(block))?.written,
    add: (block, written, time = Date.now()) => {
      forgetOld()
      seen.set(toKey(block), { time, written })
    },
    drop: (block) => {
      seen.delete(toKey(block))
    },
  }
}
