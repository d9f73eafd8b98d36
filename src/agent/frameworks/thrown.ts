import type { IncomingMessage } from 'node:http'
import { recordException, type ServerSpan, spanOf } from '../server/server-span.ts'
import { serverSpan } from '../storage.ts'

/**
 * Records what a handler threw on the span of its request. Errors that only say 4xx are answers, not faults, and are left out, as is
 * what was recorded already.
 */
export const recordThrown = (request: IncomingMessage | undefined, error: unknown): void => {
  const span = request?.[spanOf] ?? serverSpan()
  if (span && !span.ended && !isAnswer(error)) recordOnce(span, error)
}

const recordOnce = (span: ServerSpan, error: unknown): void => {
  if (span.thrown === error) return
  span.thrown = error
  recordException(span, error)
}

const isAnswer = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { status, statusCode, output } = error as { status?: unknown; statusCode?: unknown; output?: unknown }
  const code = status ?? statusCode ?? (output as { statusCode?: unknown } | undefined)?.statusCode
  return typeof code === 'number' && code >= 100 && code < 500
}
