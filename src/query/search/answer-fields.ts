import { type TBoolean, type TInteger, type TOptional, Type } from 'typebox'
import type { Scanned } from './newest-first.ts'
import { toMilliseconds } from './window.ts'

/** Says how far an answer came: every answer that may stop early has these. */
export const scannedFields: { reachedMs: TInteger; complete: TBoolean; windowMs: TInteger } = {
  reachedMs: Type.Integer({ description: 'Everything from here to the end of the range was looked at.' }),
  complete: Type.Boolean({
    description: 'False when it stopped early: ask again with `to` set to `reachedMs` to go on.',
  }),
  windowMs: Type.Integer({ description: 'Pass it on when you ask again: the search then goes on as wide as it was.' }),
}

/** What a question may be told when it goes on from an answer. */
export const resumeFields: { windowMs: TOptional<TInteger> } = {
  windowMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 253402300799999, description: '`windowMs` of the answer before.' }),
  ),
}

/** Width of the first window, nanoseconds. */
export const toFirstWidth = (windowMs: number | undefined): bigint | undefined =>
  windowMs === undefined ? undefined : BigInt(windowMs) * 1_000_000n

const maxWindowMs = 253402300799999

export const toScannedFields = ({ reached, complete, width }: Scanned) => ({
  reachedMs: toMilliseconds(reached),
  complete,
  windowMs: Math.min(maxWindowMs, toMilliseconds(width)),
})
