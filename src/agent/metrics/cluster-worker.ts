import cluster from 'node:cluster'
import { type ClusterMessage, hear, type Snapshot, say } from './cluster-messages.ts'
import { withWorkerId } from './merge-metrics.ts'

/** How long the primary may take to answer, in ms. */
const patience = 2000

/** A worker of a cluster, as its metrics endpoint sees it. */
export type ClusterWorker = {
  /** What all workers have counted together; when the primary does not add up, what this one has, under its id. */
  collect(): Promise<Snapshot>
  /** Tells the primary the last state before the worker ends. */
  leave(): Promise<void>
}

/** Takes part in the sums of the cluster that this process is a worker of; undefined when it is none. */
export const joinCluster = (collect: () => Promise<Snapshot>): ClusterWorker | undefined => {
  const id = cluster.worker?.id
  if (!cluster.isWorker || id === undefined) return undefined
  const waiting = new Map<number, (metrics: Snapshot) => void>()
  let isWelcome = false
  let lastId = 0
  const tell = async (answer?: number): Promise<void> => {
    const metrics = withWorkerId(await collect(), id, false)
    say(process, { type: 'counted', ...(answer !== undefined && { id: answer }), metrics })
  }
  const heard = (message: ClusterMessage): void => {
    if (message.type === 'welcome') isWelcome = true
    else if (message.type === 'collect') void tell(message.id).catch(() => undefined)
    else if (message.type === 'sums') waiting.get(message.id)?.(message.metrics)
  }
  const ask = (): Promise<Snapshot> =>
    new Promise((resolve, reject) => {
      const question = ++lastId
      const timer = setTimeout(() => {
        waiting.delete(question)
        reject(new Error('the primary of the cluster does not answer'))
      }, patience).unref()
      waiting.set(question, (metrics) => {
        clearTimeout(timer)
        waiting.delete(question)
        resolve(metrics)
      })
      say(process, { type: 'ask', id: question })
    })
  hear(process, heard)
  say(process, { type: 'hello' })
  return {
    collect: async () => (isWelcome && process.connected ? ask() : withWorkerId(await collect(), id, true)),
    leave: async () => {
      if (isWelcome && process.connected) await tell()
    },
  }
}
