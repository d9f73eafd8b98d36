import { spanField, statusField } from '../../otlp-fields.ts'
import { beginMessage, endMessage, type ProtobufWriter, writeString, writeUint } from './protobuf-writer.ts'

/**
 * Bits of `flags` in addition to the W3C trace flags: whether it is known that the parent is remote, and whether it is.
 */
export const contextHasIsRemote = 0x100
export const contextIsRemote = 0x200

/** Codes of a span's status, the same in the API and in OTLP. */
export const statusCode = { unset: 0, ok: 1, error: 2 } as const

/** Writes the `Status` of a span; an unset one is omitted. */
export const writeStatus = (writer: ProtobufWriter, code: number, message: string | undefined): void => {
  if (code === statusCode.unset) return
  const start = beginMessage(writer, spanField.status)
  if (message) writeString(writer, statusField.message, message)
  writeUint(writer, statusField.code, code)
  endMessage(writer, start)
}
