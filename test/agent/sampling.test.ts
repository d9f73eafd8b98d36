import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { send } from './app.ts'
import type { ReceivedSpan } from './receiver.ts'
import { receiver, start } from './watch.ts'

const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }

/** Answers everything, with a line, an event and a span of its own; `/out` calls itself. */
const shop = (before = ''): string => `
${before}
const http = require('http')
const { trace } = require('@opentelemetry/api')
const { trackEvent } = require('${root}/dist/index.js')
const server = http.createServer((req, res) => {
  const path = req.url.split('?')[0]
  console.log('serving ' + req.url)
  trackEvent(path.startsWith('/cart') ? 'cart.opened' : 'page.viewed', { properties: { path } })
  trace.getTracer('shop').startSpan('work ' + path).end()
  if (path !== '/out') return res.end(JSON.stringify(req.headers))
  http.get('http://127.0.0.1:' + server.address().port + '/in', (answer) => answer.pipe(res))
}).listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))
trace.getTracer('shop').startSpan('poll').end()`

const names = (): string[] =>
  receiver.spans.map(({ name, attributes }) => String(attributes['url.path'] ?? name)).sort()

describe('what is left out', () => {
  const paths = [
    '/healthz',
    '/metrics?name=up',
    '/favicon.ico',
    '/assets/app.3f2a.js',
    '/internal/jobs',
    '/items/app.json',
  ]
  const all = async (port: number, headers?: Record<string, string>): Promise<void> => {
    for (const path of [...paths, '/cart', '/end']) await send(port, path, headers && { headers })
  }
  const counted = (): number =>
    receiver.metrics
      .findLast(({ name }) => name === 'http.server.request.duration')
      ?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) ?? 0

  test('health checks and static files have no traces, and are counted all the same', async () => {
    const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' }
    await all(await start(shop(), { env }).port)
    await receiver.waitFor(() => names().includes('work /end') && counted() === 8)
    const kept = ['/cart', '/end', '/internal/jobs', '/items/app.json']
    expect(names()).toEqual([...kept, 'poll', ...kept.map((path) => `work ${path}`)])
    // Their lines and events stay.
    await receiver.waitFor(() => receiver.logs.some(({ body }) => body === 'serving /end'))
    expect(receiver.logs.filter(({ body }) => body === 'serving /healthz')).toHaveLength(1)
  })

  test('what settings name is left out of each signal alone', async () => {
    const env = {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      PLAINSIGHT_IGNORE_TRACES: 'none,GET /internal/*,span:po*',
      PLAINSIGHT_IGNORE_METRICS: 'health,/items/*',
      PLAINSIGHT_IGNORE_LOGS: 'agent:bot',
      PLAINSIGHT_IGNORE_EVENTS: 'event:cart.*,static',
    }
    const port = await start(shop(), { env }).port
    await send(port, '/cart', { headers: bot })
    await all(port)
    await receiver.waitFor(() => names().includes('work /end') && counted() === 9 - 4)
    expect(names().filter((name) => /internal|poll/.test(name))).toEqual([])
    expect(names()).toContain('/healthz')
    await receiver.waitFor(() => receiver.logs.some(({ body }) => body === 'serving /end'))
    const lines = receiver.logs.filter(({ eventName, body }) => eventName === '' && String(body).startsWith('serving'))
    expect(lines.filter(({ body }) => body === 'serving /cart')).toHaveLength(1)
    const events = receiver.logs.filter(({ eventName }) => eventName !== '')
    expect(events.map(({ attributes }) => attributes.path)).toEqual([
      '/healthz',
      '/metrics',
      '/internal/jobs',
      '/items/app.json',
      '/end',
    ])
  })

  test('start({ ignore }) is asked with what is known, and a fault in it leaves nothing out', async () => {
    const app = start(
      shop(`require('${root}/dist/index.js').start({ ignore: ({ signal, method, path, agent, name }) => {
        if (path === '/internal/jobs') throw new Error('no such job')
        if (signal === 'traces') return agent === 'bot' || name === 'poll'
        return signal === 'events' && method === 'GET' && name === 'cart.opened'
      } })`),
      { hook: 'none' },
    )
    const port = await app.port
    await send(port, '/seen-by-bots', { headers: bot })
    await all(port)
    await receiver.waitFor(
      () => names().includes('work /end') && receiver.logs.some(({ body }) => body === 'serving /end'),
    )
    expect(names().filter((name) => /bots|poll/.test(name))).toEqual([])
    expect(names()).toContain('/internal/jobs')
    expect(receiver.logs.filter(({ eventName }) => eventName === 'cart.opened')).toEqual([])
    expect(app.stderr()).toBe('plainsight: ignore of start() failed, and nothing is left out: no such job\n')
  })
})

describe('a share of the traces', () => {
  test('is whole, carries its threshold to whoever is called, and is the share', async () => {
    const env = {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      PLAINSIGHT_IGNORE_TRACES: 'span:poll',
    }
    const port = await start(shop(), { env }).port
    const sent = 200
    const answers = await Promise.all(Array.from({ length: sent }, () => send(port, '/out')))
    const traces = answers.map(({ headers }) => String(headers['x-request-id']))
    const wanted = traces.filter((traceId) => traceId.slice(18) >= 'c')
    const spansOf = (traceId: string): ReceivedSpan[] => receiver.spans.filter((span) => span.traceId === traceId)
    await receiver.waitFor(() => wanted.every((traceId) => spansOf(traceId).length === 5))
    expect(receiver.spans).toHaveLength(wanted.length * 5)
    expect(new Set(receiver.spans.map(({ traceState }) => traceState))).toEqual(new Set(['ot=th:c']))
    for (const { body, headers } of answers) {
      const seen = JSON.parse(body) as Record<string, string>
      const isKept = wanted.includes(String(headers['x-request-id']))
      expect([seen.tracestate, seen.traceparent?.slice(-2)]).toEqual(isKept ? ['ot=th:c', '01'] : [undefined, '00'])
    }
    // Six standard deviations.
    expect(Math.abs(wanted.length - sent / 4)).toBeLessThan(37)
  })
})

test('a share of the users: all events of theirs or none, with the weight, in every process', async () => {
  const code = `
const { trackEvent } = require('${root}/dist/index.js')
for (let at = 0; at < 300; at++) {
  for (const step of ['begun', 'paid']) trackEvent('order.' + step, { userId: 'u' + at, sessionId: 's' + at + step, properties: { sample_weight: 9, step } })
}
trackEvent('visit.begun', { sessionId: 'session' })
trackEvent('job.done')`
  const env = { PLAINSIGHT_EVENTS_SAMPLE_RATE: '0.25' }
  const seen: string[][] = []
  for (let run = 0; run < 2; run++) {
    const before = receiver.logs.length
    await start(code, { env }).ended
    const events = receiver.logs.slice(before)
    const orders = events.filter(({ eventName }) => eventName.startsWith('order.'))
    expect(new Set(orders.map(({ attributes }) => attributes.sample_weight))).toEqual(new Set([4]))
    const users = orders
      .filter(({ eventName }) => eventName === 'order.begun')
      .map(({ attributes }) => String(attributes['user.id']))
    const paid = orders
      .filter(({ eventName }) => eventName === 'order.paid')
      .map(({ attributes }) => String(attributes['user.id']))
    expect(paid).toEqual(users)
    // Who names nobody is always there, and stands for one.
    expect(events.find(({ eventName }) => eventName === 'job.done')?.attributes).not.toHaveProperty('sample_weight')
    seen.push(users)
  }
  expect(seen[0]).toEqual(seen[1])
  // Five standard deviations around a quarter.
  expect(Math.abs((seen[0]?.length ?? 0) - 75)).toBeLessThan(38)
})
