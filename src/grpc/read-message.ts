import type { Readable } from 'node:stream'
import { PlainsightError } from '../errors.ts'
import type { Share } from '../limits/budget.ts'

/** The message of a request, as sent. */
export type Message = { readonly bytes: Buffer; readonly isCompressed: boolean }

type Reading = {
  readonly maxBytes: number
  readonly share: Share
  readonly toInvalid: (reason: string) => PlainsightError
  /** Aborts reading. */
  readonly signal: AbortSignal
}

/** Each message follows a flag and its length. */
const headLength = 5

/**
 * Reads the message of a unary request. Rejects with `BODY_TOO_LARGE`, `REQUESTS_WAITING` or what `toInvalid` makes of
 * a reason, as soon as it is known. The rest is read and discarded: unread, it would fill the window that all calls
 * of a connection share.
 */
export const readMessage = (stream: Readable, { maxBytes, share, toInvalid, signal }: Reading): Promise<Message> =>
  new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let received = 0
    let expected: number | undefined
    const refuse = (error: Error): void => {
      stream.off('data', take).off('end', finish).resume()
      chunks = []
      reject(error)
    }
    const findFault = (chunk: Buffer): PlainsightError | undefined => {
      if (!share.take(chunk.length)) return new PlainsightError('REQUESTS_WAITING')
      chunks.push(chunk)
      received += chunk.length
      if (expected === undefined && received >= headLength) expected = headLength + readLength(chunks)
      if (expected === undefined) return undefined
      if (expected - headLength > maxBytes) return new PlainsightError('BODY_TOO_LARGE', { limit: maxBytes, when: '' })
      return received > expected ? toInvalid('more than one message was sent') : undefined
    }
    const take = (chunk: Buffer): void => {
      const fault = findFault(chunk)
      if (fault !== undefined) refuse(fault)
    }
    const finish = (): void => {
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, received)
      if (received === 0) refuse(toInvalid('no message was sent'))
      else if (received !== expected) refuse(toInvalid('the message was cut off'))
      else if (all[0]! > 1) refuse(toInvalid('the compression flag is neither 0 nor 1'))
      else resolve({ bytes: all.subarray(headLength), isCompressed: all[0] === 1 })
    }
    signal.addEventListener('abort', () => refuse(signal.reason), { once: true })
    stream.on('data', take).on('end', finish)
  })

const readLength = (chunks: readonly Buffer[]): number =>
  (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).readUInt32BE(1)
