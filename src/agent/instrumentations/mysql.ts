import { context } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MySQLInstrumentation } from '@opentelemetry/instrumentation-mysql'

type Query = (...args: unknown[]) => unknown
type Patch = (original: Query) => Query

/** Where the instrumentation replaces `query` of a connection or a pool. */
type WithPatch = { _patchQuery(target: object): Patch }

/**
 * Statements come with their placeholders; values that stand in them are masked when the span ends. A query of a pool
 * is seen at its connection, where the stock instrumentation would make a second span of it.
 */
export const create = (): Instrumentation => {
  const instrumentation = new MySQLInstrumentation()
  const patches = instrumentation as unknown as WithPatch
  const { _patchQuery: patchQuery } = patches
  patches._patchQuery = (target) => (isPool(target) ? forward : patchQuery.call(instrumentation, target))
  return instrumentation
}

const isPool = (target: object): boolean => '_allConnections' in target

/** The callback goes on in the work of its caller, whatever freed the connection. */
const forward: Patch = (original) =>
  function (this: unknown, ...args) {
    const caller = context.active()
    return original.apply(
      this,
      args.map((value) => (typeof value === 'function' ? context.bind(caller, value) : value)),
    )
  }
