import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { PlainsightError } from '../errors.ts'
import type { Outlet } from './outlet.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'

/**
 * Bytes to wait for before an answer is returned, so that a statement that fails early returns no partial answer.
 */
const headBytes = 2 ** 18

type Poured = {
  readonly answer: Promise<ReadOnlyAnswer>
  /** The pipe is empty, and the engine has closed it. */
  readonly released: Promise<unknown>
}

const toLimit = (limit: string): PlainsightError => new PlainsightError('SQL_LIMIT', { limit })

/** The error of an answer whose client has disconnected. */
const toGone = (): PlainsightError => toLimit('a client that disconnected')

/** Moves bytes from the pipe into the answer, and resolves when there are enough to return it. */
const move = (from: Socket, body: PassThrough, maxBytes: number): Promise<void> => {
  const head = Promise.withResolvers<void>()
  let total = 0
  from.on('data', (chunk: Buffer) => {
    total += chunk.length
    if (total > maxBytes) body.destroy(toLimit(`${maxBytes} bytes of answer`))
    else if (!body.write(chunk)) from.pause()
    if (total >= headBytes) head.resolve()
  })
  from.on('error', (error) => body.destroy(error))
  body.on('drain', () => from.resume())
  body.on('close', () => from.destroy())
  body.on('error', head.reject)
  return head.promise
}

type Statement = {
  /**
   * Calls `checkWanted` before it starts work that cannot be undone; it throws when the client has disconnected.
   */
  run(checkWanted: () => void): Promise<AnswerSize>
  /** Called when the answer is abandoned while `run` is in progress. */
  stop(): void
}

/** Passes on what the engine writes into the pipe during `run`, within the limits. */
export const pourAnswer = (
  outlet: Outlet,
  { run, stop }: Statement,
  { maxBytes, deadlineMs, signal }: ReadOnlyOptions,
): Poured => {
  const { bytes, end } = outlet.open()
  const body = new PassThrough({ highWaterMark: 2 * headBytes })
  const closed = new Promise<void>((resolve) => bytes.once('close', () => resolve()))
  const head = move(bytes, body, maxBytes)
  const deadline = setTimeout(() => body.destroy(toLimit(`${deadlineMs} ms`)), deadlineMs)
  const leave = (): void => void body.destroy(toGone())
  if (signal?.aborted) leave()
  signal?.addEventListener('abort', leave, { once: true })
  body.once('close', stop)
  const checkWanted = (): void => {
    if (body.destroyed) throw toGone()
  }
  const running = run(checkWanted).finally(() => {
    body.off('close', stop)
    end()
  })
  const finish = async (): Promise<AnswerSize> => {
    try {
      const size = await running
      await closed
      checkWanted()
      body.end()
      return size
    } catch (error) {
      // The error of a stopped statement does not say why it was stopped.
      const reason = toSqlError(body.destroyed ? (body.errored ?? toGone()) : error)
      body.destroy(reason)
      throw reason
    }
  }
  const done = finish()
  done.catch(() => {})
  return {
    answer: toAnswer(body, done, head),
    released: Promise.allSettled([running, closed]).finally(() => {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', leave)
    }),
  }
}

const toAnswer = async (body: PassThrough, done: Promise<AnswerSize>, head: Promise<void>): Promise<ReadOnlyAnswer> => {
  const size = await Promise.race([done, head])
  return { body, done, size: size ?? undefined }
}
