import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { onMessage } from './cluster-messages.ts'
import type { createClusterPrimary } from './cluster-primary.ts'

const require = createRequire(import.meta.url)

/** Watches the processes that this one starts, and aggregates the metrics of those that are workers of a cluster. */
export const watchWorkers = (): void => {
  let primary: ReturnType<typeof createClusterPrimary> | undefined
  const joined = new WeakSet<ChildProcess>()
  subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: ChildProcess }
    onMessage(child, ({ type }) => {
      if (type !== 'hello' || joined.has(child)) return
      joined.add(child)
      primary ??= loadPrimary().createClusterPrimary()
      primary.join(child)
    })
  })
}

const loadPrimary = (): typeof import('./cluster-primary.ts') => require('./cluster-primary.js')
