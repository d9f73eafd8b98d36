import { context } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MySQLInstrumentation } from '@opentelemetry/instrumentation-mysql'

type Query = (...args: unknown[]) => unknown
type Patch = (original: Query) => Query

/** The method with which the instrumentation patches `query` of a connection or a pool. */
type WithPatch = { _patchQuery(target: object): Patch }

/**
 * Statements are recorded with their placeholders; literal values in them are masked when the span ends. A pool's query
 * is traced at its connection only, where the stock instrumentation would create a second span for it.
 */
export const create = (): Instrumentation => {
  const instrumentation = new MySQLInstrumentation()
  const patches = instrumentation as unknown as WithPatch
  const { _patchQuery: patchQuery } = patches
  patches._patchQuery = (target) => (isPool(target) ? forward : patchQuery.call(instrumentation, target))
  return instrumentation
}

const isPool = (target: object): boolean => '_allConnections' in target

/** The callback runs in the context of its caller, whichever operation released the connection. */
const forward: Patch = (original) =>
  function (this: unknown, ...args) {
    const caller = context.active()
    return original.apply(
      this,
      args.map((value) => (typeof value === 'function' ? context.bind(caller, value) : value)),
    )
  }
