import type { RowBlock } from '../row-block.ts'
import { digestBytes } from './side-file.ts'

type Seen = { readonly time: number; readonly written: Promise<void> }

type Known = Pick<RowBlock, 'table' | 'day' | 'digest'>

/** Recent appends by table, day and digest of the request, so that a repeated request is stored once. */
export type RecentDigests = {
  /** The first append of the same rows: settled when it is on disk. */
  find(block: RowBlock): Promise<void> | undefined
  add(block: Known, written: Promise<void>, time?: number): void
  /** Forgets an append that failed. */
  drop(block: RowBlock): void
}

const toKey = ({ table, day, digest }: Known): string => {
  const bytes = Buffer.alloc(digestBytes)
  bytes.set(digest.subarray(0, digestBytes))
  return `${table}:${day}:${bytes.toString('latin1')}`
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
  /** Journals of former versions do not tell days apart: all of a request is under day 0. */
  let hasUndated = false
  const forgetOld = (): void => {
    const since = Date.now() - windowMs
    for (const [key, { time }] of seen) {
      if (time >= since && seen.size <= limit) break
      seen.delete(key)
    }
  }
  return {
    find: (block) =>
      (seen.get(toKey(block)) ?? (hasUndated ? seen.get(toKey({ ...block, day: 0 })) : undefined))?.written,
    add: (block, written, time = Date.now()) => {
      forgetOld()
      hasUndated ||= block.day === 0
      seen.set(toKey(block), { time, written })
    },
    drop: (block) => {
      seen.delete(toKey(block))
    },
  }
}
