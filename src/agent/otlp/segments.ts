import type { OtlpScope } from '../context.ts'
import { recordTag, toScopeBytes, toScopeSection } from './envelope.ts'
import { createProtobufWriter, type ProtobufWriter, resetWriter, writeRaw, writeVarint } from './protobuf-writer.ts'

/** Records that are encoded and closed: the bytes of their scopes. */
export type Segment = { readonly sections: readonly Buffer[]; readonly records: number; readonly bytes: number }

/** Where records are gathered until a segment is full. */
export type OpenSegment = {
  /** Copies one encoded record. */
  add(record: Uint8Array, start: number, end: number, scope: OtlpScope): void
  /** What was gathered, or undefined when there is nothing. Gathering begins anew. */
  close(): Segment | undefined
  readonly records: number
  readonly bytes: number
}

type Gathered = { readonly scope: Buffer; readonly writer: ProtobufWriter }

/** Scopes remembered; an app that makes scopes without end must not make us grow. */
const mostScopes = 200

export const createOpenSegment = (): OpenSegment => {
  const gathered = new Map<OtlpScope, Gathered>()
  let records = 0
  let bytes = 0
  const gather = (scope: OtlpScope): Gathered => {
    const made = { scope: toScopeBytes(scope), writer: createProtobufWriter(16_384) }
    gathered.set(scope, made)
    return made
  }
  const close = (): Segment | undefined => {
    if (records === 0) return undefined
    const sections: Buffer[] = []
    for (const { scope, writer } of gathered.values()) {
      if (writer.length > 0) sections.push(toScopeSection(scope, writer.bytes.subarray(0, writer.length)))
      resetWriter(writer)
    }
    if (gathered.size > mostScopes) gathered.clear()
    const segment = { sections, records, bytes }
    records = 0
    bytes = 0
    return segment
  }
  return {
    add: (record, start, end, scope) => {
      const { writer } = gathered.get(scope) ?? gather(scope)
      const before = writer.length
      writeVarint(writer, recordTag)
      writeVarint(writer, end - start)
      writeRaw(writer, record, start, end)
      records++
      bytes += writer.length - before
    },
    close,
    get records() {
      return records
    },
    get bytes() {
      return bytes
    },
  }
}
