import { partialSuccessField, responseField } from '../../otlp-fields.ts'
import type { Rejected } from '../delivery/queue.ts'
import { delimitedTag, varintTag } from './protobuf-writer.ts'

const none: Rejected = { count: 0, reason: '' }

/**
 * Reads the partial success of an OTLP answer. An answer that is not protobuf (some
 * receivers send JSON or nothing) rejects nothing.
 */
export const rejectedRecords = (body: Buffer): Rejected => {
  if (body[0] !== delimitedTag(responseField.partialSuccess)) return none
  const end = 2 + (body[1] ?? 0)
  let at = 2
  let count = 0
  let reason = ''
  while (at < end && at < body.length) {
    const tag = body[at++]
    if (tag === varintTag(partialSuccessField.rejected)) {
      for (let shift = 1; ; shift *= 128) {
        const byte = body[at++] ?? 0
        count += (byte & 0x7f) * shift
        if (byte < 0x80) break
      }
    } else if (tag === delimitedTag(partialSuccessField.errorMessage)) {
      const size = body[at++] ?? 0
      reason = body.toString('utf8', at, at + Math.min(size, 120))
      at += size
    } else return none
  }
  return { count, reason }
}
