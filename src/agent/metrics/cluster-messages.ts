import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'

/** Metrics of one process as they travel: what JSON keeps of them. Gauges and the like carry the id of their worker. */
export type Snapshot = Pick<ResourceMetrics, 'scopeMetrics'> & {
  readonly resource: Pick<ResourceMetrics['resource'], 'attributes'>
}

/** Node keeps messages whose command begins with `NODE_` from the app's own listeners. */
const command = 'NODE_PLAINSIGHT_METRICS'

/** What workers of a cluster and their primary say to each other. */
export type ClusterMessage =
  /** A worker counts. */
  | { readonly type: 'hello' }
  /** The primary adds up. */
  | { readonly type: 'welcome' }
  /** A worker wants the sums. */
  | { readonly type: 'ask'; readonly id: number }
  /** The primary wants what a worker has counted. */
  | { readonly type: 'collect'; readonly id: number }
  /** What a worker has counted; without an id it is its last word. */
  | { readonly type: 'counted'; readonly id?: number; readonly metrics: Snapshot }
  | { readonly type: 'sums'; readonly id: number; readonly metrics: Snapshot }

type Wire = { readonly cmd: typeof command; readonly message: ClusterMessage }

/** A process at the other end of a channel. */
export type Peer = {
  send?(message: unknown, handle: undefined, options: object, done: (error: Error | null) => void): boolean
  on(event: 'internalMessage', heard: (message: unknown) => void): unknown
}

/** Sends when the channel is open; whether the other end hears it shows in its answer. */
export const say = (peer: Peer, message: ClusterMessage): void => {
  const wire: Wire = { cmd: command, message }
  peer.send?.(wire, undefined, {}, () => undefined)
}

export const hear = (peer: Peer, heard: (message: ClusterMessage) => void): void => {
  peer.on('internalMessage', (wire) => {
    if ((wire as Partial<Wire> | null)?.cmd === command) heard((wire as Wire).message)
  })
}
