import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from '@opentelemetry/api'
import type { ServerSpan } from './server/server-span.ts'

/**
 * What travels with each chain of asynchronous work: the request being served, or a context of OpenTelemetry that was
 * derived from it. One storage for both, so that a request that never meets the API pays for nothing else.
 */
export type Stored = ServerSpan | Context

export const storage: AsyncLocalStorage<Stored | undefined> = new AsyncLocalStorage()

export const isServerSpan = (stored: Stored): stored is ServerSpan => (stored as ServerSpan).ids !== undefined

/** Runs work that is the agent's own, outside of every request and trace. */
export const outside = <T>(work: () => T): T => storage.run(undefined, work)

let readContext: ((context: Context) => ServerSpan | undefined) | undefined

/** Tells how the request is read from a context of OpenTelemetry; set when the API is first used. */
export const readServerSpansBy = (reader: (context: Context) => ServerSpan | undefined): void => {
  readContext = reader
}

/** The request that the work of now belongs to. */
export const serverSpan = (): ServerSpan | undefined => {
  const stored = storage.getStore()
  if (stored === undefined) return undefined
  return isServerSpan(stored) ? stored : readContext?.(stored)
}
