import type { IncomingMessage } from 'node:http'
import { serverSpan } from './current-request.ts'
import { spanOf, type ThrownListener } from './server/server-span.ts'

/** Everybody who wants to know of thrown errors. */
export type Thrown = {
  listen(listener: ThrownListener): void
  /** Tells of an error, once for each request. A listener that throws keeps it from nobody else. */
  tell: ThrownListener
}

export const createThrown = (warnOnce: (code: string, sentence: string) => void): Thrown => {
  const listeners: ThrownListener[] = []
  return {
    listen: (listener) => void listeners.push(listener),
    tell: (error, span) => {
      if (span !== undefined) {
        if (span.thrown === error) return
        if (!span.ended) span.thrown = error
      }
      for (const listener of listeners) {
        try {
          listener(error, span)
        } catch (fault) {
          warnOnce('thrown', `a listener to thrown errors failed: ${(fault as Error)?.message}`)
        }
      }
    },
  }
}

/** Tells of what a handler threw. Errors that only say 4xx are answers, not faults, and are left out. */
export const recordThrown = (request: IncomingMessage | undefined, error: unknown): void => {
  const span = request?.[spanOf] ?? serverSpan()
  if (span !== undefined && !span.ended && !isAnswer(error)) span.watch.tellThrown(error, span)
}

const isAnswer = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { status, statusCode, output } = error as { status?: unknown; statusCode?: unknown; output?: unknown }
  const code = status ?? statusCode ?? (output as { statusCode?: unknown } | undefined)?.statusCode
  return typeof code === 'number' && code >= 100 && code < 500
}
