import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { PlainsightError } from '../errors.ts'
import type { Outlet } from './outlet.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'

/** Bytes that are waited for before an answer is handed out: a statement that fails before them does so without half an answer. */
const headBytes = 2 ** 18

type Poured = {
  readonly answer: Promise<ReadOnlyAnswer>
  /** The pipe is empty, and the engine has left it. */
  readonly released: Promise<unknown>
}

/** Hands on what the engine writes into the pipe while `run` lasts, within the limits. */
export const pourAnswer = (
  outlet: Outlet,
  run: () => Promise<AnswerSize>,
  { maxBytes, deadlineMs }: ReadOnlyOptions,
): Poured => {
  const { bytes, end } = outlet.open()
  const body = new PassThrough({ highWaterMark: 2 * headBytes })
  const closed = once(bytes, 'close')
  const head = Promise.withResolvers<void>()
  let total = 0
  bytes.on('error', (error) => body.destroy(error))
  bytes.on('data', (chunk: Buffer) => {
    total += chunk.length
    if (total > maxBytes) body.destroy(new PlainsightError('SQL_LIMIT', { limit: `${maxBytes} bytes of answer` }))
    else if (!body.write(chunk)) bytes.pause()
    if (total >= headBytes) head.resolve()
  })
  body.on('drain', () => bytes.resume())
  body.on('close', () => bytes.destroy())
  body.on('error', head.reject)
  const deadline = setTimeout(
    () => body.destroy(new PlainsightError('SQL_LIMIT', { limit: `${deadlineMs} ms` })),
    deadlineMs,
  )
  const running = run().finally(end)
  const done = running.then(
    async (size) => {
      await closed
      body.end()
      return size
    },
    (error) => {
      const reason = toSqlError(error)
      body.destroy(reason)
      throw reason
    },
  )
  done.catch(() => {})
  return {
    answer: toAnswer(body, done, head.promise),
    released: Promise.allSettled([running, closed]).finally(() => clearTimeout(deadline)),
  }
}

const toAnswer = async (body: PassThrough, done: Promise<AnswerSize>, head: Promise<void>): Promise<ReadOnlyAnswer> => {
  const size = await Promise.race([done, head])
  return { body, done, size: size ?? undefined }
}
