import { promisify } from 'node:util'
import { brotliDecompress, gunzip, gunzipSync, inflate, inflateRaw } from 'node:zlib'
import { PlainsightError } from '../errors.ts'
import { inflateFrames } from './inflate-frames.ts'

/** A body as sent. */
export type ReceivedBody = { readonly bytes: Buffer; readonly encoding: string }

/** zlib's default chunk, and a limit for the size that a body claims. */
const minChunkBytes = 16_384
const maxChunkBytes = 2 ** 21

type InflateOptions = { readonly maxOutputLength: number; readonly chunkSize: number }
type Inflater = (bytes: Buffer, options: InflateOptions) => Promise<Buffer>

const toInflated = promisify(inflate)
const toRawInflated = promisify(inflateRaw)

/**
 * `deflate` means zlib's format (RFC 9110), but some clients send the bare stream: only the former begins with a method
 * of 8 and a checksum of two bytes.
 */
const inflateEither: Inflater = (bytes, options) => {
  const isZlib = bytes.length >= 2 && (bytes[0]! & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0
  return isZlib ? toInflated(bytes, options) : toRawInflated(bytes, options)
}

/** Bodies up to these sizes, as sent and inflated, take less time than to pass them to a thread and back. */
const smallBytes = 8_192
const smallInflatedBytes = 131_072

const toGunzipped = promisify(gunzip)

/** A small body that inflates to more than expected goes to a thread, like every other one. */
const gunzipEither: Inflater = async (bytes, options) => {
  if (bytes.length > smallBytes || options.maxOutputLength < smallInflatedBytes) return toGunzipped(bytes, options)
  try {
    return gunzipSync(bytes, { ...options, maxOutputLength: smallInflatedBytes })
  } catch (error) {
    if (!isTooLarge(error)) throw error
    return toGunzipped(bytes, options)
  }
}

const isTooLarge = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'

const inflaters: Readonly<Record<string, Inflater>> = {
  gzip: gunzipEither,
  'x-gzip': gunzipEither,
  deflate: inflateEither,
  zlib: inflateEither,
  zstd: inflateFrames,
  br: promisify(brotliDecompress),
}

/** Compressions that a body may have, by the names of HTTP and of gRPC. */
export const encodings: readonly string[] = Object.keys(inflaters)

/**
 * Size of the inflated body: gzip says so in its last four bytes (RFC 1952). In one piece it needs no
 * copy, and one piece of memory instead of a dozen.
 */
const toChunkSize = ({ bytes, encoding }: ReceivedBody): number => {
  const isGzip = encoding.endsWith('gzip') && bytes.length > 18
  const expected = isGzip ? bytes.readUInt32LE(bytes.length - 4) + 1 : bytes.length * 8
  return Math.max(minChunkBytes, Math.min(expected, maxChunkBytes, bytes.length * 64))
}

/**
 * Inflates a body, off the event loop unless it is small; one of no known encoding stays as it is. Throws
 * `BODY_TOO_LARGE` and `CONTENT_ENCODING_INVALID`.
 */
export const inflateBody = async (body: ReceivedBody, limit: number): Promise<Buffer> => {
  const { bytes, encoding } = body
  const inflater = inflaters[encoding]
  if (inflater === undefined) return bytes
  try {
    return await inflater(bytes, { maxOutputLength: limit, chunkSize: toChunkSize(body) })
  } catch (error) {
    throw toInflateError(error, encoding, limit)
  }
}

const toInflateError = (error: unknown, encoding: string, limit: number): PlainsightError => {
  if (isTooLarge(error)) return new PlainsightError('BODY_TOO_LARGE', { limit, when: ' after inflating' })
  const reason = (error as NodeJS.ErrnoException).code ?? 'damaged'
  return new PlainsightError('CONTENT_ENCODING_INVALID', { encoding, reason }, { cause: error })
}
