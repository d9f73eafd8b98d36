import cluster from 'node:cluster'
import { type ClusterMessage, onMessage, type Snapshot, sendMessage } from './cluster-messages.ts'
import { withWorkerId } from './merge-metrics.ts'

/** How long the primary may take to answer, in ms. */
const timeoutMs = 2000

/** A worker of a cluster, as its metrics endpoint sees it. */
export type ClusterWorker = {
  /** The aggregate of all workers; if the primary does not aggregate, the metrics of this worker, under its id. */
  collect(): Promise<Snapshot>
  /** Sends the final counts to the primary before the worker ends. */
  leave(): Promise<void>
}

/** Joins the aggregation of the cluster that this process is a worker of; undefined if it is not a worker. */
export const joinCluster = (collect: () => Promise<Snapshot>): ClusterWorker | undefined => {
  const id = cluster.worker?.id
  if (!cluster.isWorker || id === undefined) return undefined
  const waiting = new Map<number, (metrics: Snapshot) => void>()
  let isJoined = false
  let lastId = 0
  const sendCounts = async (answer?: number): Promise<void> => {
    const metrics = withWorkerId(await collect(), id, false)
    sendMessage(process, { type: 'counted', ...(answer !== undefined && { id: answer }), metrics })
  }
  const handle = (message: ClusterMessage): void => {
    if (message.type === 'welcome') isJoined = true
    else if (message.type === 'collect') void sendCounts(message.id).catch(() => undefined)
    else if (message.type === 'sums') waiting.get(message.id)?.(message.metrics)
  }
  const requestSums = (): Promise<Snapshot> =>
    new Promise((resolve, reject) => {
      const requestId = ++lastId
      const timer = setTimeout(() => {
        waiting.delete(requestId)
        reject(new Error('the primary of the cluster does not answer'))
      }, timeoutMs).unref()
      waiting.set(requestId, (metrics) => {
        clearTimeout(timer)
        waiting.delete(requestId)
        resolve(metrics)
      })
      sendMessage(process, { type: 'ask', id: requestId })
    })
  onMessage(process, handle)
  sendMessage(process, { type: 'hello' })
  return {
    collect: async () => (isJoined && process.connected ? requestSums() : withWorkerId(await collect(), id, true)),
    leave: async () => {
      if (isJoined && process.connected) await sendCounts()
    },
  }
}
