import { once } from 'node:events'
import type { Server } from 'node:net'

export type ServerEnd = {
  /** How long what runs may go on, ms. */
  readonly drainMs: number
  /** Asks the clients that are connected to go. */
  readonly begin: () => void
  /** Ends the connections that are open even so. */
  readonly cut: () => void
}

/**
 * The end of a server: it accepts no more connections, waits for those it has, and cuts them after a while. Safe to
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
