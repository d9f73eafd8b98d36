import { randomFillSync } from 'node:crypto'
import type { SpanIds } from './request-observer.ts'

/** The first bytes of `raw` are the trace id, the rest the span id. */
export const traceBytes = 16
const idBytes = 24
/** Ids are cut from a pool: one call into the generator serves 512 requests. */
const pool = Buffer.allocUnsafeSlow(idBytes * 512)
let used = pool.length

/** 24 random bytes, as latin1: a trace id and a span id. All-zero ids do not happen in practice (2^-64). */
const cut = (bytes: number): string => {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('latin1', used - bytes, used)
}

/** Ids of a new trace. `decide` says whether it is sampled. */
export const createRootIds = (decide: (ids: SpanIds) => boolean): SpanIds => {
  const ids = { raw: cut(idBytes), sampled: false }
  ids.sampled = decide(ids)
  return ids
}

/** Ids of a span inside a trace that came from elsewhere; `traceId` is 32 hexadecimal digits. */
export const createChildIds = (traceId: string, sampled: boolean): SpanIds => ({
  raw: Buffer.from(traceId, 'hex').toString('latin1') + cut(idBytes - traceBytes),
  sampled,
})

/** 32 hexadecimal digits. */
export const toTraceId = (ids: SpanIds): string => Buffer.from(ids.raw.slice(0, traceBytes), 'latin1').toString('hex')

/** 16 hexadecimal digits. */
export const toSpanId = (ids: SpanIds): string => Buffer.from(ids.raw.slice(traceBytes), 'latin1').toString('hex')
