import { createRequire } from 'node:module'
import type * as SentryNode from '@sentry/node'
import { currentRequest } from '../current-request.ts'
import { loadPeer } from '../modules/load-peer.ts'
import { createSentryClient } from './sentry-client.ts'
import { addTraceIds } from './sentry-of-app.ts'
import { openSentryQueue } from './sentry-queue.ts'
import type { Sink, SinkHost } from './sink.ts'

const require = createRequire(import.meta.url)

const peer = { name: '@sentry/node', range: '>=10 <12', install: '@sentry/node@11', variable: 'SENTRY_DSN' } as const

/**
 * Sends errors to Sentry, and a share of the traces when that is set. The app's own `@sentry/node` creates the events;
 * it is not initialized, so that it neither traces nor patches anything. The agent sends them, within its budget at the
 * end of the process. Undefined if the package is not installed.
 */
export const createSentrySink = (host: SinkHost, dsn: string): Sink | undefined => {
  const Sentry = loadPeer(peer, host) as typeof SentryNode | undefined
  if (Sentry === undefined) return undefined
  addTraceIds(Sentry)
  const traces = host.config.agent.sentryTracesRate > 0 ? loadTraces().createSentryTraces(host, dsn) : undefined
  const queue = openSentryQueue(host)
  const capture = createSentryClient(host, { Sentry, dsn, queue })
  return {
    error: (error, request) => {
      // An app that has initialized Sentry itself also sends its errors itself.
      if (queue.isClosed() || Sentry.getClient() !== undefined) return
      if (queue.isFull()) host.losses.count('errors to Sentry', 1, 'the queue is full')
      else capture(error, request ?? currentRequest())
    },
    span: traces?.span,
    flush: async () => void (await Promise.all([queue.flush(), traces?.flush()])),
    close: async () => void (await Promise.all([queue.close(), traces?.close()])),
  }
}

const loadTraces = (): typeof import('./sentry-traces.ts') => require('./sentry-traces.js')
