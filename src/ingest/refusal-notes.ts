import type { Signal } from '../model.ts'
import type { RecordRefusal } from './decoded.ts'

/** The part of a logger that is used here, in the shape of pino. */
export type NotesLog = { warn(facts: object, sentence: string): void }

/** A client that sends wrong records sends them all day. */
const quietMs = 3_600_000

/** What was refused of a request, as one sentence for the client. */
export const toReason = (refusals: readonly RecordRefusal[]): string => {
  const [first] = refusals
  if (refusals.length <= 1) return first?.sentence ?? ''
  return refusals.map(({ count, sentence }) => `${count} of them: ${sentence}`).join('; ')
}

export const toRefusedCount = (refusals: readonly RecordRefusal[]): number =>
  refusals.reduce((sum, { count }) => sum + count, 0)

/**
 * Makes the function that writes a line about records that are not stored: one an hour for each signal and reason,
 * since the counters have the rest.
 */
export const createRefusalNotes = (log: NotesLog): ((signal: Signal, refusals: readonly RecordRefusal[]) => void) => {
  const written = new Map<string, number>()
  return (signal, refusals) => {
    for (const { reason, count, sentence } of refusals) {
      const key = `${signal} ${reason}`
      if (Date.now() - (written.get(key) ?? Number.NEGATIVE_INFINITY) < quietMs) continue
      written.set(key, Date.now())
      log.warn({ signal, reason, records: count }, `Records are not stored: ${sentence}`)
    }
  }
}
