import type { IncomingMessage } from 'node:http'
import { serverSpan } from './current-request.ts'
import { type FlushOptions, flush } from './flush.ts'
import { runningAgent } from './running.ts'
import { say } from './warn.ts'

export type WithFlushOptions<A extends readonly unknown[]> = FlushOptions & {
  /**
   * Keeps the function alive for work after its answer, as Vercel's `waitUntil` does. The arguments of the handler
   * follow, for platforms that have it there: `(work, request, context) => context.waitUntil(work)`. With it no answer
   * waits.
   */
  readonly waitUntil?: ((work: Promise<unknown>, ...args: A) => void) | undefined
}

/** Time that is left for the answer itself where the platform says when it ends the function, in ms. */
const reserve = 50

/**
 * Wraps the handler of a function that its platform freezes or ends after the answer: all that was recorded is sent
 * before. Handlers may return their answer (`(event, context)`, `(request)`), write it (`(request, response)`), or give
 * it to a callback (`(event, context, callback)`). The answer waits until everything is sent, at most `timeoutMs`; what
 * the handler returns or throws stays the same.
 */
export const withFlush =
  <A extends unknown[], R>(
    handler: (...args: A) => R,
    { timeoutMs, waitUntil }: WithFlushOptions<A> = {},
  ): ((...args: A) => R | Promise<Awaited<R>>) =>
  (...args) => {
    const flushNow = (): Promise<unknown> => flush({ timeoutMs: toTime(timeoutMs, args[1]) })
    const response = findResponse(args)
    if (waitUntil !== undefined) {
      const served = response ?? servedResponse()
      const result = handler(...args)
      keepAlive(() => waitUntil(answered(result, served).then(flushNow), ...args))
      return result
    }
    if (response !== undefined) {
      holdAnswer(response, flushNow)
      return handler(...args)
    }
    if (handler.length > 2 && typeof args[2] === 'function') return callingBack(handler, args, flushNow)
    return returnAfter(() => handler(...args), flushNow)
  }

/** The time that AWS Lambda leaves bounds ours: a function that runs into its end fails. */
const toTime = (timeoutMs: number | undefined, context: unknown): number | undefined => {
  const left = (context as { getRemainingTimeInMillis?: () => number } | undefined)?.getRemainingTimeInMillis?.()
  if (typeof left !== 'number') return timeoutMs
  const wanted = timeoutMs ?? runningAgent()?.settings?.().config.agent.shutdownMs ?? 0
  return Math.max(0, Math.min(wanted, left - reserve))
}

/** What is used of Node's response, of HTTP/1 or HTTP/2. */
type Response = {
  readonly req: IncomingMessage
  readonly closed: boolean
  end(...args: unknown[]): unknown
  once(event: 'close', listener: () => void): unknown
}

const isResponse = (value: unknown): value is Response => {
  const { writeHead, end } = (value ?? {}) as { readonly writeHead?: unknown; readonly end?: unknown }
  return typeof writeHead === 'function' && typeof end === 'function'
}

const findResponse = (args: readonly unknown[]): Response | undefined => args.find(isResponse)

/** Where a platform keeps the response to itself, and Node serves the request all the same. */
const servedResponse = (): Response | undefined => {
  const response: unknown = serverSpan()?.response
  return isResponse(response) ? response : undefined
}

/** Settles when the handler is done and the response, where there is one, has left. Never fails. */
const answered = async (result: unknown, response: Response | undefined): Promise<void> => {
  await Promise.resolve(result).catch(() => undefined)
  if (response !== undefined && !response.closed) await new Promise<void>((resolve) => response.once('close', resolve))
}

const keepAlive = (begin: () => void): void => {
  try {
    begin()
  } catch (error) {
    say(`waitUntil of withFlush failed, so that telemetry may be late: ${(error as Error | undefined)?.message}`)
  }
}

/** Gives what the handler returns or throws once everything is sent. */
const returnAfter = async <R>(run: () => R, flushNow: () => Promise<unknown>): Promise<Awaited<R>> => {
  try {
    return await run()
  } finally {
    await flushNow()
  }
}

/** Calls back once everything is sent. A handler that takes a callback may return a promise instead of calling it. */
const callingBack = <A extends unknown[], R>(
  handler: (...args: A) => R,
  [event, context, callback, ...rest]: A,
  flushNow: () => Promise<unknown>,
): R | Promise<Awaited<R>> => {
  const held = (...answer: unknown[]): void =>
    void flushNow().then(() => (callback as (...answer: unknown[]) => void)(...answer))
  const result = handler(...([event, context, held, ...rest] as unknown as A))
  const isPromise = typeof (result as PromiseLike<unknown> | undefined)?.then === 'function'
  return isPromise ? returnAfter(() => result, flushNow) : result
}

/** Ends the response once everything is sent. Its span ends before, so that it is among that. */
const holdAnswer = (response: Response, flushNow: () => Promise<unknown>): void => {
  const { end } = response
  let isLeaving = false
  const leave = async (args: unknown[]): Promise<void> => {
    // What the handler still records in this turn belongs to its answer.
    await new Promise((resolve) => setImmediate(resolve))
    runningAgent()?.endRequest?.(response.req)
    await flushNow()
    response.end = end
    end.apply(response, args)
  }
  response.end = (...args) => {
    if (!isLeaving) void leave(args)
    isLeaving = true
    return response
  }
}
