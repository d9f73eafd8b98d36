import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { readSent } from '../../http/read-sent.ts'
import { DoorError } from '../door-error.ts'
import { unpackLz4Frame } from '../wire/lz4.ts'
import { unframe } from '../wire/unframe.ts'

export type BodyLimits = { readonly sent: number; readonly inflated: number }

type Inflate = (sent: Buffer, options: { maxOutputLength: number }) => Promise<Uint8Array>

const inflaters: Readonly<Record<string, Inflate>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  lz4: (sent, options) => unpackLz4Body(sent, options),
}

/** In the form of Node's own, whose errors tell too much from damaged. */
const unpackLz4Body = async (sent: Buffer, { maxOutputLength }: { maxOutputLength: number }): Promise<Uint8Array> => {
  const body = unpackLz4Frame(sent, maxOutputLength)
  if (body === undefined) throw tooLarge(maxOutputLength)
  return body
}

const tooLarge = (limit: number): DoorError =>
  new DoorError('QUERY_IS_TOO_LARGE', `The body is larger than ${limit} bytes`)

const inflateBody = async (sent: Buffer, encoding: string, limit: number): Promise<Uint8Array> => {
  if (encoding === '' || encoding === 'identity' || sent.length === 0) return sent
  const inflateIt = Object.hasOwn(inflaters, encoding) ? inflaters[encoding] : undefined
  if (!inflateIt)
    throw new DoorError('NOT_IMPLEMENTED', 'Content-Encoding is not known: send gzip, deflate, br, zstd, lz4 or none')
  try {
    return await inflateIt(sent, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof DoorError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new DoorError('CANNOT_DECOMPRESS', `The body does not inflate as ${encoding}`, { cause: error })
  }
}

/**
 * The whole body as it was before its sender compressed it.
 * @throws DoorError `QUERY_IS_TOO_LARGE`, `CANNOT_DECOMPRESS`, `NOT_IMPLEMENTED`; PlainsightError `BODY_TOO_LARGE`
 */
export const readBody = async (
  request: IncomingMessage,
  { limits, isFramed }: { readonly limits: BodyLimits; readonly isFramed: boolean },
): Promise<Uint8Array> => {
  if (request.headers['content-type']?.startsWith('multipart/'))
    throw new DoorError('NOT_IMPLEMENTED', 'Forms (external tables) are not taken: write the data into the statement')
  const sent = await readSent(request, limits.sent)
  const body = await inflateBody(sent, request.headers['content-encoding']?.trim().toLowerCase() ?? '', limits.inflated)
  return isFramed ? unframe(body, limits.inflated) : body
}
