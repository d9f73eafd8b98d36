import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { PlainsightError } from '../errors.ts'
import { logFilterFields } from '../query/logs/log-filter.ts'
import { createLogTail, type LogTail } from '../query/logs/log-tail.ts'
import type { CreateContext } from './question-context.ts'

const params = Type.Object(logFilterFields)

/** Pause between two queries of the store, ms. */
const pollMs = 500

/** After this time without a line, ms, a comment is sent, so that no proxy closes the stream. */
const quietMs = 15_000

/** Maximum open streams: each queries the store twice a second. */
const maxTails = 20

type Stream = {
  write(text: string): boolean
  once(event: 'drain', run: () => void): unknown
  readonly destroyed: boolean
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

/** Writes one event; if the client reads slowly, waits until it has caught up, so that nothing accumulates. */
const send = async (stream: Stream, text: string, signal: AbortSignal): Promise<void> => {
  if (stream.destroyed || stream.write(text)) return
  await new Promise<void>((resolve) => {
    stream.once('drain', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Each look is a query of its own, with its own deadline. */
type Look = ReturnType<CreateContext>

const follow = async (stream: Stream, tail: LogTail, signal: AbortSignal, createLook: () => Look): Promise<void> => {
  let lastSent = Date.now()
  await send(stream, 'retry: 2000\n\n', signal)
  while (!signal.aborted) {
    const { context, behindMs } = createLook()
    const { lines, skipped } = await tail.poll(context)
    if (signal.aborted) return
    if (lines.length > 0) {
      await send(stream, `event: lines\ndata: ${JSON.stringify({ lines, skipped, behindMs: behindMs() })}\n\n`, signal)
      lastSent = Date.now()
    } else if (Date.now() - lastSent > quietMs) {
      await send(stream, ': still here\n\n', signal)
      lastSent = Date.now()
    }
    await wait(pollMs, signal)
  }
}

/**
 * `GET /logs/tail`: new log records as server-sent events, `event: lines` with `{lines, skipped, behindMs}`, newest
 * first, with the filter of the search. It reads the store, and so shows records of all writers. Ends when the client
 * disconnects or the hub stops.
 */
export const registerLogsTail = (scope: FastifyInstance, createContext: CreateContext): void => {
  const open = new Set<AbortController>()
  scope.addHook('preClose', async () => {
    for (const each of open) each.abort()
  })
  const security = [{ bearer: [] }, { signIn: [] }]
  const schema = { summary: 'New log records as server-sent events.', tags: ['query'], security, querystring: params }
  const config = { access: 'read', cors: true } as const
  scope.get('/logs/tail', { schema, config }, async (request, reply) => {
    if (open.size >= maxTails) throw new PlainsightError('TAILS_EXHAUSTED', { limit: maxTails })
    const filter = request.query as Static<typeof params>
    const tail = createLogTail(filter)
    const createLook = (): Look => createContext(request.principal, filter)
    const abort = new AbortController()
    // Counted and watched from here on: the client may disconnect before the tail starts.
    open.add(abort)
    reply.raw.on('close', () => {
      open.delete(abort)
      abort.abort()
    })
    await tail.start(createLook().context)
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store',
    }
    reply.hijack()
    reply.raw.writeHead(200, headers as Record<string, string>)
    try {
      await follow(reply.raw, tail, abort.signal, createLook)
    } catch (error) {
      request.log.error({ err: error }, 'the live tail ended')
    } finally {
      reply.raw.end()
    }
  })
}
