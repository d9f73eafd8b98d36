import type { ChildProcess } from 'node:child_process'
import { type ClusterMessage, onMessage, type Peer, type Snapshot, sendMessage } from './cluster-messages.ts'
import { mergeMetrics, toLasting } from './merge-metrics.ts'

/** How long a worker may take to answer, in ms; after that, its last known counts are used. */
const timeoutMs = 500

type Worker = { readonly peer: Peer; last: Snapshot | undefined; readonly waiting: Map<number, () => void> }

/**
 * Aggregates the counts of all workers of a cluster, including those that have ended, so that the sums never decrease.
 */
export const createClusterPrimary = (): { join(child: ChildProcess): void } => {
  const workers = new Set<Worker>()
  let ended: Snapshot | undefined
  let lastId = 0
  const collect = (worker: Worker): Promise<void> =>
    new Promise((resolve) => {
      const id = ++lastId
      const done = (): void => {
        clearTimeout(timer)
        worker.waiting.delete(id)
        resolve()
      }
      const timer = setTimeout(done, timeoutMs).unref()
      worker.waiting.set(id, done)
      sendMessage(worker.peer, { type: 'collect', id })
    })
  const sum = async (): Promise<Snapshot> => {
    await Promise.all([...workers].map(collect))
    return mergeMetrics([ended, ...[...workers].map(({ last }) => last)].filter((snapshot) => snapshot !== undefined))
  }
  const handle = (worker: Worker, message: ClusterMessage): void => {
    if (message.type === 'ask') {
      void sum().then((metrics) => sendMessage(worker.peer, { type: 'sums', id: message.id, metrics }))
    } else if (message.type === 'counted') {
      worker.last = message.metrics
      if (message.id !== undefined) worker.waiting.get(message.id)?.()
    }
  }
  return {
    join: (child) => {
      const worker: Worker = { peer: child, last: undefined, waiting: new Map() }
      workers.add(worker)
      onMessage(child, (message) => handle(worker, message))
      child.once('disconnect', () => {
        workers.delete(worker)
        if (worker.last) ended = mergeMetrics(ended ? [ended, toLasting(worker.last)] : [toLasting(worker.last)])
      })
      sendMessage(child, { type: 'welcome' })
    },
  }
}
