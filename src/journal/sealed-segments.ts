import type { JournaledTable } from '../tables.ts'
import type { SealedSegment } from './segment.ts'

export type SealedSegments = {
  add(segment: SealedSegment): void
  /** Those of one table, or all, oldest first. */
  of(table?: JournaledTable): SealedSegment[]
  remove(segment: SealedSegment): void
  /** Resolves when a segment is removed. */
  whenDone(segment: SealedSegment): Promise<void>
}

/** The finished segments that the store does not have yet. */
export const createSealedSegments = (): SealedSegments => {
  const sealed = new Set<SealedSegment>()
  const waiting = new Map<SealedSegment, PromiseWithResolvers<void>>()
  return {
    add: (segment) => void sealed.add(segment),
    of: (table) => [...sealed].filter((segment) => table === undefined || segment.table === table),
    remove: (segment) => {
      sealed.delete(segment)
      waiting.get(segment)?.resolve()
      waiting.delete(segment)
    },
    whenDone: async (segment) => {
      if (!sealed.has(segment)) return
      const wait = waiting.get(segment) ?? Promise.withResolvers<void>()
      waiting.set(segment, wait)
      await wait.promise
    },
  }
}
