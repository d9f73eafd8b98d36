import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { PlainsightError } from '../errors.ts'
import type { Outlet } from './outlet.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'

/**
 * Bytes that are waited for before an answer is handed out: a statement that fails before them does so without half an
 * answer.
 */
const headBytes = 2 ** 18

type Poured = {
  readonly answer: Promise<ReadOnlyAnswer>
  /** The pipe is empty, and the engine has left it. */
  readonly released: Promise<unknown>
}

const toLimit = (limit: string): PlainsightError => new PlainsightError('SQL_LIMIT', { limit })

/** What an answer that nobody waits for ends with. */
const toGone = (): PlainsightError => toLimit('a reader who went away')

/** Moves bytes from the pipe into the answer, and tells when so many are there that it may be handed out. */
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
   * Before it starts what cannot be taken back, it asks whether somebody still wants it: `checkWanted` throws when
   * nobody does.
   */
  run(checkWanted: () => void): Promise<AnswerSize>
  /** Called when the answer is given up while `run` lasts. */
  stop(): void
}

/** Hands on what the engine writes into the pipe while `run` lasts, within the limits. */
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
      // A statement that was stopped says so, but not why.
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
