import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type App, type AppOptions, send } from './app.ts'
import { type Envelope, openPostReceiver, type PostReceiver, parseEnvelope } from './post-receiver.ts'
import { receiver, start } from './watch.ts'

let sentry: PostReceiver

beforeEach(async () => {
  sentry = await openPostReceiver()
  onTestFinished(() => sentry.close())
})

const startWithSentry = (code: string, { env, ...options }: AppOptions = {}): App =>
  start(code, { kind: 'mjs', ...options, env: { SENTRY_DSN: `http://public@127.0.0.1:${sentry.port}/42`, ...env } })

type SentryEvent = {
  readonly transaction?: string
  readonly contexts: { readonly trace?: { readonly trace_id: string; readonly span_id: string } }
  readonly exception: { readonly values: readonly { readonly type: string; readonly value: string }[] }
} & Record<string, unknown>

const envelopes = (): Envelope[] => sentry.posts.map(({ body }) => parseEnvelope(body))
const events = (): SentryEvent[] =>
  envelopes().flatMap(({ items }) => items.map(({ payload }) => payload as SentryEvent))

describe('SENTRY_DSN', () => {
  test("sends what a handler throws to Sentry, with the ids and the route of the request's span", async () => {
    const app = startWithSentry(`
      import express from 'express'
      const app = express()
      app.get('/orders/:id', () => { throw new RangeError('no such order') })
      app.use((error, request, response, next) => response.status(500).end('sorry'))
      const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`)
    await send(await app.port, '/orders/7')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    await receiver.waitFor(() => sentry.posts.length > 0)
    expect(events()).toEqual([
      expect.objectContaining({
        transaction: 'GET /orders/:id',
        level: 'error',
        platform: 'node',
        contexts: expect.objectContaining({ trace: { trace_id: span.traceId, span_id: span.spanId } }),
      }),
    ])
    expect(events()[0]?.exception.values).toMatchObject([{ type: 'RangeError', value: 'no such order' }])
    expect(receiver.serverSpans()).toHaveLength(1)
  })
})
