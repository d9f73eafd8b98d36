import type { IncomingMessage } from 'node:http'
import { PlainsightError } from '../errors.ts'

/**
 * Reads a request's body as sent. Rejects with `BODY_TOO_LARGE` as soon as it is known, and with the request's
 * error if it is aborted. The rest of the body is then left to the response: see `lingering`.
 */
export const readSent = (request: IncomingMessage, limit: number): Promise<Buffer> => {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (): void => {
      request.off('data', take)
      reject(new PlainsightError('BODY_TOO_LARGE', { limit, when: '' }))
    }
    const take = (chunk: Buffer): void => {
      length += chunk.length
      if (length > limit) refuse()
      else chunks.push(chunk)
    }
    request.on('error', reject)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)))
    if (Number(request.headers['content-length'] ?? 0) > limit) refuse()
    else request.on('data', take)
  })
}
