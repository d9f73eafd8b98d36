import { once } from 'node:events'
import type { Server } from 'node:net'

export type ServerEnd = {
  /** How long requests in progress may take, ms. */
  readonly drainMs: number
  /** Requests connected clients to disconnect. */
  readonly begin: () => void
  /** Cuts the connections that remain. */
  readonly cut: () => void
}

/**
 * Closes a server: it accepts no more connections, waits for the open ones, and cuts them after a while. Safe to
 * call twice.
 */
export const createClose = (server: Server, { drainMs, begin, cut }: ServerEnd): (() => Promise<void>) => {
  let closing: Promise<void> | undefined
  const drain = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    begin()
    const timer = setTimeout(cut, drainMs)
    await closed
    clearTimeout(timer)
  }
  return () => {
    closing ??= drain()
    return closing
  }
}
