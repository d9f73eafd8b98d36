import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from '@opentelemetry/api'
import type { ServerSpan } from './server/server-span.ts'
import { shared } from './shared.ts'

/**
 * What travels with each chain of asynchronous work: the request being served, or a context of OpenTelemetry that was
 * derived from it. One storage for both, so that a request that never meets the API pays for nothing else.
 */
export type Stored = ServerSpan | Context

export const storage: AsyncLocalStorage<Stored | undefined> = shared('storage', () => new AsyncLocalStorage())

export const isServerSpan = (stored: Stored): stored is ServerSpan => (stored as ServerSpan).ids !== undefined

/** Runs work that is the agent's own, outside of every request and trace. */
export const outside = <T>(work: () => T): T => storage.run(undefined, work)

type Reader = { read: ((context: Context) => ServerSpan | undefined) | undefined }

const reader = shared<Reader>('server span of a context', () => ({ read: undefined }))

/** Tells how the request is read from a context of OpenTelemetry; set when the API is first used. */
export const readServerSpansBy = (read: (context: Context) => ServerSpan | undefined): void => {
  reader.read = read
}

/** The request that the work of now belongs to. */
export const serverSpan = (): ServerSpan | undefined => {
  const stored = storage.getStore()
  if (stored === undefined) return undefined
  return isServerSpan(stored) ? stored : reader.read?.(stored)
}
