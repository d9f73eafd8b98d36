import type { ChildProcess } from 'node:child_process'
import { type ClusterMessage, hear, type Peer, type Snapshot, say } from './cluster-messages.ts'
import { mergeMetrics, toLasting } from './merge-metrics.ts'

/** How long a worker may take to answer, in ms; then what it said last counts. */
const patience = 500

type Worker = { readonly peer: Peer; last: Snapshot | undefined; readonly waiting: Map<number, () => void> }

/** Adds up what the workers of a cluster count, those that are gone included: counters of the whole never go down. */
export const createClusterPrimary = (): { join(child: ChildProcess): void } => {
  const workers = new Set<Worker>()
  let gone: Snapshot | undefined
  let lastId = 0
  const collect = (worker: Worker): Promise<void> =>
    new Promise((resolve) => {
      const id = ++lastId
      const done = (): void => {
        clearTimeout(timer)
        worker.waiting.delete(id)
        resolve()
      }
      const timer = setTimeout(done, patience).unref()
      worker.waiting.set(id, done)
      say(worker.peer, { type: 'collect', id })
    })
  const sum = async (): Promise<Snapshot> => {
    await Promise.all([...workers].map(collect))
    return mergeMetrics([gone, ...[...workers].map(({ last }) => last)].filter((snapshot) => snapshot !== undefined))
  }
  const heard = (worker: Worker, message: ClusterMessage): void => {
    if (message.type === 'ask') {
      void sum().then((metrics) => say(worker.peer, { type: 'sums', id: message.id, metrics }))
    } else if (message.type === 'counted') {
      worker.last = message.metrics
      if (message.id !== undefined) worker.waiting.get(message.id)?.()
    }
  }
  return {
    join: (child) => {
      const worker: Worker = { peer: child, last: undefined, waiting: new Map() }
      workers.add(worker)
      hear(child, (message) => heard(worker, message))
      child.once('disconnect', () => {
        workers.delete(worker)
        if (worker.last) gone = mergeMetrics(gone ? [gone, toLasting(worker.last)] : [toLasting(worker.last)])
      })
      say(child, { type: 'welcome' })
    },
  }
}
