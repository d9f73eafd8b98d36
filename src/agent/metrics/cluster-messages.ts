import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'

/**
 * Metrics of one process as sent between processes: what survives JSON. Gauges and the like carry the id of their
 * worker.
 */
export type Snapshot = Pick<ResourceMetrics, 'scopeMetrics'> & {
  readonly resource: Pick<ResourceMetrics['resource'], 'attributes'>
}

/** Node does not pass messages whose command begins with `NODE_` to the app's own listeners. */
const command = 'NODE_PLAINSIGHT_METRICS'

/** Messages between the workers of a cluster and their primary. */
export type ClusterMessage =
  /** A worker has started to count. */
  | { readonly type: 'hello' }
  /** The primary aggregates. */
  | { readonly type: 'welcome' }
  /** A worker requests the sums. */
  | { readonly type: 'ask'; readonly id: number }
  /** The primary requests a worker's counts. */
  | { readonly type: 'collect'; readonly id: number }
  /** A worker's counts; without an id, its final ones before it ends. */
  | { readonly type: 'counted'; readonly id?: number; readonly metrics: Snapshot }
  | { readonly type: 'sums'; readonly id: number; readonly metrics: Snapshot }

type Wire = { readonly cmd: typeof command; readonly message: ClusterMessage }

/** A process at the other end of a channel. */
export type Peer = {
  send?(message: unknown, handle: undefined, options: object, done: (error: Error | null) => void): boolean
  on(event: 'internalMessage', listener: (message: unknown) => void): unknown
}

/** Sends if the channel is open. Delivery is confirmed only by a reply. */
export const sendMessage = (peer: Peer, message: ClusterMessage): void => {
  const wire: Wire = { cmd: command, message }
  peer.send?.(wire, undefined, {}, () => undefined)
}

export const onMessage = (peer: Peer, listener: (message: ClusterMessage) => void): void => {
  peer.on('internalMessage', (wire) => {
    if ((wire as Partial<Wire> | null)?.cmd === command) listener((wire as Wire).message)
  })
}
