import type { IncomingMessage } from 'node:http'
import { encodings, inflateBody } from '../../http/inflate.ts'
import { readSent } from '../../http/read-sent.ts'
import { DoorError } from '../door-error.ts'
import { unpackLz4Frame } from '../wire/lz4.ts'
import { unframe } from '../wire/unframe.ts'

export type BodyLimits = { readonly sent: number; readonly inflated: number }

/** ClickHouse's own way to compress, which HTTP does not know. */
const unpackLz4Body = (sent: Buffer, limit: number): Uint8Array => {
  try {
    const body = unpackLz4Frame(sent, limit)
    if (body !== undefined) return body
  } catch (error) {
    throw new DoorError('CANNOT_DECOMPRESS', 'The body does not inflate as lz4', { cause: error })
  }
  throw new DoorError('QUERY_IS_TOO_LARGE', `The body is larger than ${limit} bytes`)
}

const inflateSent = async (sent: Buffer, encoding: string, limit: number): Promise<Uint8Array> => {
  if (encoding === '' || encoding === 'identity' || sent.length === 0) return sent
  if (encoding === 'lz4') return unpackLz4Body(sent, limit)
  if (encodings.includes(encoding)) return inflateBody({ bytes: sent, encoding }, limit)
  throw new DoorError('NOT_IMPLEMENTED', 'Content-Encoding is not known: send gzip, deflate, br, zstd, lz4 or none')
}

/**
 * The whole body, decompressed.
 * @throws DoorError `QUERY_IS_TOO_LARGE`, `CANNOT_DECOMPRESS`, `NOT_IMPLEMENTED`; PlainsightError `BODY_TOO_LARGE`,
 * `CONTENT_ENCODING_INVALID`
 */
export const readBody = async (
  request: IncomingMessage,
  { limits, isFramed }: { readonly limits: BodyLimits; readonly isFramed: boolean },
): Promise<Uint8Array> => {
  if (request.headers['content-type']?.startsWith('multipart/'))
    throw new DoorError(
      'NOT_IMPLEMENTED',
      'Forms (external tables) are not supported: write the data into the statement',
    )
  const sent = await readSent(request, limits.sent)
  const body = await inflateSent(sent, request.headers['content-encoding']?.trim().toLowerCase() ?? '', limits.inflated)
  return isFramed ? unframe(body, limits.inflated) : body
}
