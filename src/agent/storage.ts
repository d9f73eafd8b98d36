import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from '@opentelemetry/api'
import type { ServerSpan } from './server/server-span.ts'
import { shared } from './shared.ts'

/**
 * What travels with each chain of asynchronous work: the request being served, or a context of OpenTelemetry that was
 * derived from it. One storage for both, so that a request that never meets the API pays for nothing else.
 */
type Stored = ServerSpan | Context

export const storage: AsyncLocalStorage<Stored | undefined> = shared('storage', () => new AsyncLocalStorage())

export const isServerSpan = (stored: object): stored is ServerSpan => (stored as ServerSpan).ids !== undefined

/** Runs work that is the agent's own, outside of every request and trace. */
export const outside = <T>(work: () => T): T => storage.run(undefined, work)
