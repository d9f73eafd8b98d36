import { randomFillSync } from 'node:crypto'

const traceDigits = 32
const spanDigits = 16
/** Random bytes for 512 requests: the call into the generator is what costs. */
const pool = Buffer.allocUnsafeSlow((512 * (traceDigits + spanDigits)) / 2)
let poolUsed = pool.length
/**
 * Ids are cut from a text for 32 requests. No more, since an id that is kept (by a response that stays open) keeps the
 * whole text.
 */
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

export const createTraceId = (): string => cut(traceDigits)
export const createSpanId = (): string => cut(spanDigits)
