import { createHash } from 'node:crypto'
import { PlainsightError } from '../errors.ts'
import type { Verdict } from './watch-engine.ts'

/** A statement of a user that was running when the engine ended, and the key that sent it. */
export type Suspect = { readonly sql: string; readonly key: string }

export type Suspects = {
  /** @throws PlainsightError `SQL_ENDED_ENGINE`, `KEY_SUSPENDED` */
  check(suspect: Suspect): void
  /** Notes what ran when the engine ended, and how it ended. Returns the keys that are suspended from now on. */
  blame(suspects: readonly Suspect[], verdict: Verdict): string[]
}

const refusedMs = 10 * 60_000
const strikeMs = 60 * 60_000
const maxStrikes = 2

/** Identifies a statement in the log without its text, which may be confidential. */
export const toDigest = (sql: string): string => createHash('sha256').update(sql).digest('hex').slice(0, 12)

const toTime = (time: number): string => new Date(time).toISOString().slice(0, 19).concat('Z')

/**
 * Remembers which statements ended the engine, so that a client that repeats one does not end it again and again: the
 * statement is blocked for ten minutes, and a key whose statements ended the engine twice within an hour is suspended
 * for an hour. If statements of several keys ran, all are blocked and no key is counted, since only one of them can be
 * the cause; nor is one if something else killed the engine during several statements.
 */
export const createSuspects = (now: () => number = Date.now): Suspects => {
  const refused = new Map<string, number>()
  const suspended = new Map<string, number>()
  const strikes = new Map<string, number[]>()

  const strike = (key: string): boolean => {
    const recent = (strikes.get(key) ?? []).filter((time) => now() - time < strikeMs)
    strikes.set(key, [...recent, now()])
    if (recent.length + 1 < maxStrikes) return false
    suspended.set(key, now() + strikeMs)
    return true
  }

  const forgetOld = (): void => {
    for (const map of [refused, suspended]) for (const [name, until] of map) if (until <= now()) map.delete(name)
    for (const [key, times] of strikes) if (times.every((time) => now() - time >= strikeMs)) strikes.delete(key)
  }

  return {
    check: ({ sql, key }) => {
      forgetOld()
      const keyUntil = suspended.get(key)
      if (keyUntil !== undefined) throw new PlainsightError('KEY_SUSPENDED', { until: toTime(keyUntil) })
      const until = refused.get(toDigest(sql))
      if (until !== undefined) throw new PlainsightError('SQL_ENDED_ENGINE', { until: toTime(until) })
    },
    blame: (suspects, verdict) => {
      for (const { sql } of suspects) refused.set(toDigest(sql), now() + refusedMs)
      const keys = [...new Set(suspects.map(({ key }) => key))]
      const isCounted = keys.length === 1 && (verdict !== 'killed' || suspects.length === 1)
      return isCounted ? keys.filter(strike) : []
    },
  }
}
