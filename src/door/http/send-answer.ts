import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import type { DoorAnswer } from '../door.ts'
import { DoorError } from '../door-error.ts'
import type { ToDoorError } from '../to-door-error.ts'
import { toFrames } from '../wire/frames.ts'
import { toContentType } from './content-types.ts'
import { type Compression, chooseCompression } from './encodings.ts'
import type { DoorParameters } from './parameters.ts'

/**
 * Answers of up to this size are complete before their headers are sent, so that these have length and summary, and a
 * failure is a response with an error status.
 */
const heldBytes = 2 ** 20

export type Sent = { readonly bytes: number; readonly isCut: boolean; readonly error?: unknown }

export type SendOptions = {
  readonly parameters: DoorParameters
  readonly acceptEncoding: string | undefined
  readonly toDoorError: ToDoorError
}

/** `X-ClickHouse-Summary`: all numbers as text. */
export const toSummary = (numbers: Readonly<Record<string, number>>): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, String(Math.round(number))])),
  )

type Held = { readonly chunks: readonly Uint8Array[]; readonly isWhole: boolean }

const hold = async (iterator: AsyncIterator<Uint8Array>): Promise<Held> => {
  const chunks: Uint8Array[] = []
  for (let bytes = 0; bytes <= heldBytes; ) {
    const next = await iterator.next()
    if (next.done) return { chunks, isWhole: true }
    chunks.push(next.value)
    bytes += next.value.length
  }
  return { chunks, isWhole: false }
}

/**
 * How ClickHouse reports an error after the headers were sent: a block at the end, marked with a tag that only the
 * headers of this answer name, so that no data can be mistaken for it.
 */
const toExceptionBlock = (message: string, tag: string): Uint8Array => {
  return Buffer.from(
    `\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`,
  )
}

const setHead = (response: ServerResponse, answer: DoorAnswer, compression: Compression | undefined): void => {
  response.statusCode = 200
  response.setHeader('content-type', toContentType(answer.format))
  response.setHeader('x-clickhouse-format', answer.format)
  response.setHeader('x-plainsight-behind-ms', answer.behindMs ?? 0)
  if (compression) response.setHeader('content-encoding', compression.name)
}

/** Marks an answer that the limits truncated: a header if that is known in time, else a trailer. */
const cutMark = 'x-plainsight-result-cut'

/** The engine does not report what it has read, so these two are left out of the summary. */
const setEnd = (response: ServerResponse, { rows, cut }: Awaited<DoorAnswer['done']>, elapsedMs: number): void => {
  const numbers = { written_rows: 0, written_bytes: 0, result_rows: rows, elapsed_ns: elapsedMs * 1e6 }
  response.setHeader('x-clickhouse-summary', toSummary(numbers))
  if (cut) response.setHeader(cutMark, '1')
}

/** Frames and compresses what comes. */
const wrap = (
  source: AsyncIterable<Uint8Array>,
  isFramed: boolean,
  compression: Compression | undefined,
): AsyncIterable<Uint8Array> => {
  const framed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) yield* toFrames(chunk)
  }
  const plain = isFramed ? framed() : source
  // Errors surface in the iteration of the last stream.
  return compression ? pipeline(Readable.from(plain), compression.create(), () => undefined) : plain
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })

const write = async (response: ServerResponse, chunk: Uint8Array): Promise<void> => {
  if (response.destroyed) throw new DoorError('QUERY_WAS_CANCELLED', 'The client is gone')
  if (!response.write(chunk)) await drained(response)
}

/** The buffered bytes, then the rest; an error becomes the last chunk. */
const follow = async function* (
  held: Held,
  iterator: AsyncIterator<Uint8Array>,
  toLast: (error: unknown) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* held.chunks
  if (held.isWhole) return
  try {
    yield* { [Symbol.asyncIterator]: () => iterator }
  } catch (error) {
    yield toLast(error)
  }
}

const writeAll = async (response: ServerResponse, chunks: AsyncIterable<Uint8Array>): Promise<number> => {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    await write(response, chunk)
  }
  return bytes
}

/**
 * Streams an answer. A failure before the headers are sent rejects; a later one is reported at the end of the answer,
 * whose connection is then cut, so that no client takes it for complete.
 */
export const sendAnswer = async (
  response: ServerResponse,
  answer: DoorAnswer,
  { parameters: { isFramed, mayCompress }, acceptEncoding, toDoorError }: SendOptions,
): Promise<Sent> => {
  const started = performance.now()
  const iterator = answer.body[Symbol.asyncIterator]()
  const held = await hold(iterator)
  const compression = mayCompress ? chooseCompression(acceptEncoding) : undefined
  setHead(response, answer, compression)
  const tag = randomBytes(8).toString('hex')
  if (held.isWhole) setEnd(response, await answer.done, performance.now() - started)
  else response.setHeader('x-clickhouse-exception-tag', tag).setHeader('trailer', cutMark)
  if (held.isWhole && !compression && !isFramed)
    response.setHeader(
      'content-length',
      held.chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    )
  const failures: unknown[] = []
  const all = follow(held, iterator, (error) => {
    failures.push(error)
    return toExceptionBlock(toDoorError(error).text, tag)
  })
  const bytes = await writeAll(response, wrap(all, isFramed, compression))
  if (failures.length > 0) {
    response.socket?.end()
    return { bytes, isCut: false, error: failures[0] }
  }
  const { cut } = await answer.done
  if (cut && !held.isWhole) response.addTrailers({ [cutMark]: '1' })
  response.end()
  return { bytes, isCut: cut }
}
