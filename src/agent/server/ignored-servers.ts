import type { Server } from 'node:net'

const ignored = Symbol('plainsight.ignored')

/** Requests to this server are the agent's own business (the Prometheus endpoint): no spans, no metrics. */
export const ignoreServer = (server: Server): void => {
  Object.defineProperty(server, ignored, { value: true })
}

export const isIgnoredServer = (server: object | undefined): boolean =>
  server !== undefined && (server as { [ignored]?: boolean })[ignored] === true
