import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { PlainsightError } from '../errors.ts'
import { readSent } from '../http/read-sent.ts'
import { Undecodable } from './undecodable.ts'

export type BodyLimits = { readonly maxBodyBytes: number; readonly maxInflatedBytes: number }

/** A body as it was sent. */
export type ReceivedBody = { readonly bytes: Buffer; readonly encoding: string }

const inflaters: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
}

/** Reads a request's body. Throws `BODY_TOO_LARGE` as soon as it is known, and `CONTENT_ENCODING_INVALID` for an encoding that is not supported. */
export async function receiveBody(request: IncomingMessage, { maxBodyBytes }: BodyLimits): Promise<ReceivedBody> {
  const named = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  const encoding = named === '' ? 'identity' : named
  if (encoding !== 'identity' && !Object.hasOwn(inflaters, encoding)) {
    throw new PlainsightError('CONTENT_ENCODING_INVALID', { encoding: encoding.slice(0, 40), reason: 'not supported' })
  }
  return { bytes: await readSent(request, maxBodyBytes).catch(toCutOff), encoding }
}

function toCutOff(error: unknown): never {
  throw error instanceof PlainsightError ? error : new Undecodable('the body was cut off')
}

/** Inflates a body, off the event loop. Throws `BODY_TOO_LARGE` and `CONTENT_ENCODING_INVALID`. */
export async function inflateBody(
  { bytes, encoding }: ReceivedBody,
  { maxInflatedBytes }: BodyLimits,
): Promise<Buffer> {
  const inflater = inflaters[encoding]
  if (inflater === undefined) return bytes
  try {
    return await inflater(bytes, { maxOutputLength: maxInflatedBytes })
  } catch (error) {
    throw toInflateError(error, encoding, maxInflatedBytes)
  }
}

function toInflateError(error: unknown, encoding: string, limit: number): PlainsightError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ERR_BUFFER_TOO_LARGE') return new PlainsightError('BODY_TOO_LARGE', { limit, when: ' after inflating' })
  return new PlainsightError('CONTENT_ENCODING_INVALID', { encoding, reason: code ?? 'damaged' }, { cause: error })
}
