import { type OpenSegment, type Segment, toSize } from '../delivery/segments.ts'
import { recordField, toScopeBytes, toScopeSection } from './envelope.ts'
import { beginMessage, createProtobufWriter, endMessage, type ProtobufWriter, resetWriter } from './protobuf-writer.ts'
import type { OtlpScope, RecordWriter } from './records.ts'

/** Collects OTLP records by scope. */
export type OtlpSegment = OpenSegment & RecordWriter

type Gathered = { readonly scope: Buffer; readonly writer: ProtobufWriter }

/** Bytes that the length of a record usually takes: from 128 bytes to 16 kB. */
const usualLengthBytes = 2

/** Buffers kept for reuse: the system assigns new memory page by page, which costs more than writing to it. */
const maxSpare = 3

/** Maximum number of cached scopes: an app that creates scopes without end must not make the cache grow. */
const maxScopes = 200

export const createOtlpSegment = (): OtlpSegment => {
  const gathered = new Map<OtlpScope, Gathered>()
  let records = 0
  let bytes = 0
  let writing = false
  const spare: Buffer[] = []
  const gather = (scope: OtlpScope): Gathered => {
    const made = { scope: toScopeBytes(scope), writer: createProtobufWriter(16_384) }
    gathered.set(scope, made)
    return made
  }
  /**
   * A buffer that is at least a quarter full is handed over and replaced by a spare one; fewer records are copied
   * instead.
   */
  const takeRecords = (writer: ProtobufWriter, memory: Buffer[]): Buffer => {
    const written = writer.bytes.subarray(0, writer.length)
    resetWriter(writer)
    if (written.length < writer.bytes.length / 4) return Buffer.from(written)
    memory.push(writer.bytes)
    writer.bytes = spare.pop() ?? Buffer.allocUnsafeSlow(writer.bytes.length)
    return written
  }
  const close = (): Segment | undefined => {
    if (records === 0) return undefined
    const sections: Buffer[] = []
    const memory: Buffer[] = []
    for (const { scope, writer } of gathered.values()) {
      if (writer.length > 0) sections.push(...toScopeSection(scope, takeRecords(writer, memory)))
    }
    if (gathered.size > maxScopes) gathered.clear()
    // A buffer that was handed over can only be released as a whole, so all of it counts.
    const kept = sections.filter(({ buffer }) => !memory.some((piece) => piece.buffer === buffer))
    const segment = { sections, records, bytes: toSize(kept) + toSize(memory), memory }
    records = 0
    bytes = 0
    return segment
  }
  return {
    write: (scope, encode, record) => {
      if (writing) return
      const { writer } = gathered.get(scope) ?? gather(scope)
      const before = writer.length
      writing = true
      try {
        const start = beginMessage(writer, recordField, usualLengthBytes)
        encode(writer, record)
        endMessage(writer, start, usualLengthBytes)
      } catch (error) {
        writer.length = before
        throw error
      } finally {
        writing = false
      }
      records++
      bytes += writer.length - before
    },
    close,
    recycle: ({ memory }) => {
      for (const bytes of memory) if (spare.length < maxSpare) spare.push(bytes)
    },
    get records() {
      return records
    },
    get bytes() {
      return bytes
    },
  }
}
