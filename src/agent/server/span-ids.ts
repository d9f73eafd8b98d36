import { randomFillSync } from 'node:crypto'
import type { SpanIds } from './request-observer.ts'

const traceDigits = 32
const spanDigits = 16
/** Random bytes for 512 requests: the call into the generator is what costs. */
const pool = Buffer.allocUnsafeSlow((512 * (traceDigits + spanDigits)) / 2)
let poolUsed = pool.length
/** Ids are cut from a text for 32 requests. No more, since an id that is kept (by a response that stays open) keeps the whole text. */
const textBytes = pool.length / 16
let digits = ''
let used = 0

const nextDigits = (): string => {
  if (poolUsed === pool.length) {
    randomFillSync(pool)
    poolUsed = 0
  }
  poolUsed += textBytes
  return pool.toString('hex', poolUsed - textBytes, poolUsed)
}

/** Random hexadecimal digits. All-zero ids do not happen in practice (2^-64). */
const cut = (count: number): string => {
  if (used + count > digits.length) {
    digits = nextDigits()
    used = 0
  }
  used += count
  return digits.slice(used - count, used)
}

/** Ids of a new trace. `decide` says by its trace id whether it is sampled. */
export const createRootIds = (decide: (traceId: string) => boolean): SpanIds => {
  const traceId = cut(traceDigits)
  return { traceId, spanId: cut(spanDigits), sampled: decide(traceId) }
}

/** Ids of a span inside a trace that came from elsewhere; `traceId` is 32 hexadecimal digits. */
export const createChildIds = (traceId: string, sampled: boolean): SpanIds => ({
  traceId,
  spanId: cut(spanDigits),
  sampled,
})
