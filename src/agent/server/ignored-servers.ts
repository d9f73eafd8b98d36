import type { Server } from 'node:net'
import { sharedSymbol } from '../shared.ts'

const ignored = sharedSymbol('ignored')

/** Requests to this server are the agent's own business (the Prometheus endpoint): no spans, no metrics. */
export const ignoreServer = (server: Server): void => {
  Object.defineProperty(server, ignored, { value: true })
}

export const isIgnoredServer = (server: object | undefined): boolean =>
  server !== undefined && (server as Record<symbol, unknown>)[ignored] === true
