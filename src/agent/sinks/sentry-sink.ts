import type * as SentryNode from '@sentry/node'
import { currentRequest } from '../current-request.ts'
import { loadPeer } from '../modules/load-peer.ts'
import { createSentryClient } from './sentry-client.ts'
import { openSentryQueue } from './sentry-queue.ts'
import type { Sink, SinkHost } from './sink.ts'

const peer = { name: '@sentry/node', range: '>=10 <12', install: '@sentry/node@11', variable: 'SENTRY_DSN' } as const

/**
 * Sends errors to Sentry. The app's own `@sentry/node` makes the events; it is not initialized, so that it neither
 * traces nor patches anything. The agent sends them, within its budget at the end of the process. Undefined when the
 * package is not installed.
 */
export const createSentrySink = (host: SinkHost, dsn: string): Sink | undefined => {
  const Sentry = loadPeer(peer, host) as typeof SentryNode | undefined
  if (Sentry === undefined) return undefined
  const queue = openSentryQueue(host)
  const capture = createSentryClient(host, { Sentry, dsn, queue })
  return {
    error: (error, request) => {
      // An app that has initialized Sentry itself sends its errors itself.
      if (queue.isClosed() || Sentry.getClient() !== undefined) return
      if (queue.isFull()) host.losses.count('errors to Sentry', 1, 'the queue is full')
      else capture(error, request ?? currentRequest())
    },
    flush: queue.flush,
    close: queue.close,
  }
}
