import { type TBoolean, type TInteger, type TOptional, Type } from 'typebox'
import type { Scanned } from './newest-first.ts'
import { toMilliseconds } from './window.ts'

/** How far a response got; every response that may stop early has these fields. */
export const scannedFields: { reachedMs: TInteger; complete: TBoolean; windowMs: TInteger } = {
  reachedMs: Type.Integer({ description: 'Everything from here to the end of the range was read.' }),
  complete: Type.Boolean({
    description: 'False if it stopped early: repeat the query with `to` set to `reachedMs` to continue.',
  }),
  windowMs: Type.Integer({ description: 'Pass it when you continue: the search then keeps the width of its windows.' }),
}

/** Parameters of a query that continues a previous one. */
export const resumeFields: { windowMs: TOptional<TInteger> } = {
  windowMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 253402300799999, description: '`windowMs` of the previous answer.' }),
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
