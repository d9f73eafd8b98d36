import { fixed64, message, text } from '../ingest/protobuf.ts'

let spans = 0
export const toSpan = (idLength = 8): Buffer => {
  const id = Buffer.alloc(idLength, 1)
  id.writeUInt32LE(++spans)
  const start = BigInt(Date.now()) * 1_000_000n
  return Buffer.concat([message(1, Buffer.alloc(16, 1)), message(2, id), text(5, 'call'), fixed64(7, start)])
}
export const toRequest = (...all: Buffer[]): Buffer =>
  message(1, message(2, Buffer.concat(all.map((span) => message(2, span)))))
/** A request with one span that no other test sends. */
export const createRequest = (): Buffer => toRequest(toSpan())
