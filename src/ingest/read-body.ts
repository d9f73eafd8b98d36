import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { PlainsightError } from '../errors.ts'

export type BodyLimits = { readonly maxBodyBytes: number; readonly maxInflatedBytes: number }

/** A body as it came and as it is after inflating. */
export type Body = { readonly bytes: Buffer; readonly receivedBytes: number }

const inflaters: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
}

/**
 * Reads a request's body and inflates it, off the event loop. Throws `BODY_TOO_LARGE` before or after inflating, as soon as it is known,
 * and `CONTENT_ENCODING_INVALID`.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const inflater = inflaters[encoding]
  if (inflater === undefined && encoding !== 'identity' && encoding !== '') {
    throw new PlainsightError('CONTENT_ENCODING_INVALID', { encoding: encoding.slice(0, 40), reason: 'not supported' })
  }
  const received = await collect(request, limits.maxBodyBytes)
  if (inflater === undefined) return { bytes: received, receivedBytes: received.length }
  try {
    const bytes = await inflater(received, { maxOutputLength: limits.maxInflatedBytes })
    return { bytes, receivedBytes: received.length }
  } catch (error) {
    throw toInflateError(error, encoding, limits.maxInflatedBytes)
  }
}

async function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): PlainsightError => new PlainsightError('BODY_TOO_LARGE', { limit, when: '' })
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)
}

function toInflateError(error: unknown, encoding: string, limit: number): PlainsightError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ERR_BUFFER_TOO_LARGE') return new PlainsightError('BODY_TOO_LARGE', { limit, when: ' after inflating' })
  return new PlainsightError('CONTENT_ENCODING_INVALID', { encoding, reason: code ?? 'damaged' }, { cause: error })
}
