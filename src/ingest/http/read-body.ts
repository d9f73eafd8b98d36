import type { IncomingMessage } from 'node:http'
import { PlainsightError } from '../../errors.ts'
import { encodings, type ReceivedBody } from '../../http/inflate.ts'
import { readSent } from '../../http/read-sent.ts'
import { Undecodable } from '../protobuf/undecodable.ts'

export type BodyLimits = { readonly maxBodyBytes: number; readonly maxInflatedBytes: number }

/**
 * Reads a request's body. Throws `BODY_TOO_LARGE` as soon as it is known, and `CONTENT_ENCODING_INVALID` for an
 * encoding that is not supported.
 */
export const receiveBody = async (request: IncomingMessage, { maxBodyBytes }: BodyLimits): Promise<ReceivedBody> => {
  const named = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  const encoding = named === '' ? 'identity' : named
  if (encoding !== 'identity' && !encodings.includes(encoding)) {
    throw new PlainsightError('CONTENT_ENCODING_INVALID', { encoding: encoding.slice(0, 40), reason: 'not supported' })
  }
  return { bytes: await readSent(request, maxBodyBytes).catch(toCutOff), encoding }
}

const toCutOff = (error: unknown): never => {
  throw error instanceof PlainsightError ? error : new Undecodable('the body was cut off')
}
