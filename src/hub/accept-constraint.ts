import type { IncomingMessage } from 'node:http'
import { prefersHtml } from '../http/prefers-html.ts'

const createHandlers = <Handler>() => {
  const handlers = new Map<string, Handler>()
  return {
    get: (value: string): Handler | null => handlers.get(value) ?? null,
    set: (value: string, handler: Handler): void => void handlers.set(value, handler),
  }
}

/**
 * Makes of two routes with one address the one for browsers: `constraints: { accept: 'html' }`. The other one answers
 * everybody else.
 */
export const acceptConstraint = {
  name: 'accept',
  storage: createHandlers,
  deriveConstraint: ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
    prefersHtml(headers.accept) ? 'html' : 'any',
}
