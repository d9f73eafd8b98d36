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
 * Lets two routes share one address: that with `constraints: { accept: 'html' }` answers browsers, the other one all
 * other clients.
 */
export const acceptConstraint = {
  name: 'accept',
  storage: createHandlers,
  deriveConstraint: ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
    prefersHtml(headers.accept) ? 'html' : 'any',
}
