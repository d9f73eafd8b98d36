import { beginMessage, endMessage, type ProtobufWriter, writeString, writeUint } from './protobuf-writer.ts'

/** Field numbers of `opentelemetry.proto.trace.v1.Span`. */
export const spanField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTime: 7,
  endTime: 8,
  attributes: 9,
  droppedAttributes: 10,
  events: 11,
  droppedEvents: 12,
  links: 13,
  droppedLinks: 14,
  status: 15,
  flags: 16,
} as const

/** Bits of `flags` beside the W3C trace flags: whether it is known that the parent is remote, and whether it is. */
export const contextHasIsRemote = 0x100
export const contextIsRemote = 0x200

/** Codes of a span's status, the same in the API and in OTLP. */
export const statusCode = { unset: 0, ok: 1, error: 2 } as const

const status = { message: 2, code: 3 } as const

/** Writes the `Status` of a span; unset it takes no bytes. */
export const writeStatus = (writer: ProtobufWriter, code: number, message: string | undefined): void => {
  if (code === statusCode.unset) return
  const start = beginMessage(writer, spanField.status)
  if (message) writeString(writer, status.message, message)
  writeUint(writer, status.code, code)
  endMessage(writer, start)
}
