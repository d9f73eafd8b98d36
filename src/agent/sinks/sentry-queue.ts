import { type Target, toServiceTarget } from '../delivery/target.ts'
import { createBodySegment } from './body-segment.ts'
import type { SinkHost } from './sink.ts'

/**
 * Limits of the queued errors: an app that fails with each request must fill neither its memory nor Sentry's quota.
 * Fewer than the 64 that the library accepts at once.
 */
const maxHeld = 50
const maxBytes = 4 * 1024 * 1024

/** The address of envelopes, in the form of Sentry's library. */
type Address = { readonly url: string; readonly headers?: Readonly<Record<string, string>> }

/** Queued envelopes for Sentry; each is sent in a request of its own. */
export type SentryQueue = {
  /** Sets the address of envelopes, before the first one. */
  setAddress(address: Address): void
  put(envelope: string | Uint8Array): void
  /** Whether further errors would be dropped, so that no events need to be created for them. */
  isFull(): boolean
  isClosed(): boolean
  flush(): Promise<void>
  close(): Promise<void>
}

export const openSentryQueue = ({ delivery }: SinkHost): SentryQueue => {
  const open = createBodySegment()
  let target: Target | undefined
  const queue = delivery.openQueue({
    key: 'errors to Sentry',
    limits: { batch: 1, records: maxHeld, bytes: maxBytes, delay: 0, isBatchStrict: true },
    open,
    target: () => target as Target,
    toBody: (sections) => [...sections],
  })
  return {
    setAddress: (address) => {
      target = toTarget(address)
    },
    put: (envelope) => {
      if (queue.isClosed) return
      open.write(Buffer.from(envelope))
      queue.grown()
    },
    isFull: () => queue.held >= maxHeld,
    isClosed: () => queue.isClosed,
    flush: queue.flush,
    close: async () => queue.close(),
  }
}

const toTarget = ({ url, headers }: Address): Target =>
  toServiceTarget({
    url: new URL(url),
    headers: { ...headers, 'content-type': 'application/x-sentry-envelope' },
    gzip: false,
  })
