import type { IncomingMessage } from 'node:http'
import { PlainsightError } from '../errors.ts'

/** How long a sender may go on with a body that was refused already, in milliseconds. */
const discardMs = 5_000

/** Lets the rest of the body run into nothing: a connection that is closed while the other side still sends takes the answer with it. */
export function discard(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return
  request.resume()
  const timer = setTimeout(() => request.destroy(), discardMs)
  timer.unref()
  request.once('close', () => clearTimeout(timer))
}

/** Reads a request's body as it was sent. Rejects with `BODY_TOO_LARGE` as soon as it is known, and with the request's own error when it breaks off. */
export function readSent(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (): void => {
      request.off('data', take)
      discard(request)
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
