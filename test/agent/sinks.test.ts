import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

/** A request with a span of its own, a line and an event. */
const code = `
import http from 'node:http'
import { trace } from '@opentelemetry/api'
import { trackEvent } from '${root}/dist/index.js'
const server = http.createServer((request, response) => {
  trace.getActiveSpan().setAttributes({ 'user.id': 'u7', 'session.id': 's1' })
  trace.getTracer('shop').startSpan('reserve', { attributes: { 'url.full': 'http://shop.test/?card=4111' } }).end()
  console.warn('low stock, password=hunter2')
  trackEvent('order.placed', { properties: { total: 12, token: 'hunter2' } })
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const run = async (env: Record<string, string>): Promise<App> => {
  const app = start(code, { kind: 'mjs', env })
  await send(await app.port, '/buy?token=hunter2')
  return app
}

type Written = { readonly name?: string; readonly body?: string; readonly eventName?: string } & Record<string, unknown>

const toRecords = (app: App): Written[] =>
  app
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Written)

const toNames = (records: readonly Written[]): (string | undefined)[] =>
  records.map(({ name, body, eventName }) => name ?? eventName ?? body)

const all = (exporter: string): Record<string, string> => ({
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_LOGS_EXPORTER: exporter,
  PLAINSIGHT_EVENTS_TO: exporter,
})

describe('OTEL_*_EXPORTER', () => {
  test('console writes spans and log records as JSON, events as lines, without secrets, and nothing is sent', async () => {
    const app = await run(all('console'))
    await receiver.waitFor(() => toRecords(app).length >= 3)
    await app.stop('SIGTERM')
    const records = toRecords(app)
    expect(toNames(records)).toEqual(['reserve', expect.stringMatching(/^low stock/), 'GET'])
    const [reserve, line, request] = records
    expect(request).toMatchObject({
      kind: 'SERVER',
      attributes: { 'url.path': '/buy', 'http.response.status_code': 200 },
    })
    expect(reserve).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.id })
    expect(line).toMatchObject({ severityText: 'warn', traceId: request?.traceId, spanId: request?.id })
    expect(app.stdout()).toMatch(/^\d\d:\d\d:\d\d\.\d\d\d event order\.placed user=u7 session=s1 path=\/buy total=12$/m)
    expect(app.stdout()).not.toMatch(/hunter2|4111/)
    expect(receiver.requests).toEqual([])
  })

  test('a list sends to each, and both say the same', async () => {
    const app = await run({ ...all('otlp,console'), PLAINSIGHT_EVENTS_TO: 'none' })
    await receiver.waitFor(() => receiver.spans.length >= 2 && receiver.logs.length >= 1)
    const sent = [...receiver.spans, ...receiver.logs].map(({ spanId, attributes }) => ({ spanId, attributes }))
    const written = toRecords(app).map(({ id, spanId = id, attributes }) => ({ spanId, attributes }))
    expect(written).toHaveLength(sent.length)
    expect(written).toEqual(expect.arrayContaining(sent))
  })

  test('metrics are written by console, too', async () => {
    const app = await run({ OTEL_METRICS_EXPORTER: 'console', OTEL_METRIC_EXPORT_INTERVAL: '100' })
    await receiver.waitFor(() => app.stdout().includes('http.server.request.duration'))
    expect(receiver.metrics).toEqual([])
  })

  test('a word that is none is named, and the default is taken', async () => {
    const app = await run({ OTEL_TRACES_EXPORTER: 'zipkin' })
    await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(app.stderr()).toMatch(/^plainsight: settings ignored: OTEL_TRACES_EXPORTER=zipkin .*console.*$/m)
  })
})

describe('usage events', () => {
  test.each([
    ['are sent although log records are not', { OTEL_LOGS_EXPORTER: 'none' }, ['order.placed']],
    ['are not sent although log records are', { PLAINSIGHT_EVENTS_TO: 'none' }, ['']],
  ])('%s', async (_, env, names) => {
    await run(env)
    await receiver.waitFor(() => receiver.logs.length > 0 && receiver.serverSpans().length > 0)
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(names)
  })

  test('carry the user and the session of their request, sampled or not, unless they name others', async () => {
    const own = code.replace(
      "trackEvent('order.placed', {",
      "trackEvent('cart.seen', { userId: 'u8' }); trackEvent('order.placed', {",
    )
    const app = start(own, { kind: 'mjs', env: { OTEL_TRACES_SAMPLER: 'always_off' } })
    await send(await app.port, '/')
    const events = await receiver.waitFor(() => {
      const found = receiver.logs.filter(({ eventName }) => eventName !== '')
      return found.length >= 2 && found
    })
    expect(events.map(({ attributes }) => [attributes['user.id'], attributes['session.id']])).toEqual([
      ['u8', 's1'],
      ['u7', 's1'],
    ])
  })

  test('are not displaced by a flood of log lines', async () => {
    receiver.answer = (_, response) => {
      response.writeHead(503).end()
      return true
    }
    const flood = `
      import { trackEvent } from '${root}/dist/index.js'
      trackEvent('order.placed')
      for (let at = 0; at < 200; at++) console.log('line ' + at)
      process.stdout.write('PORT 1\\n')
      process.on('SIGUSR2', () => process.exit())
      setInterval(() => undefined, 1000)`
    const app = start(flood, { kind: 'mjs', env: { OTEL_BLRP_MAX_QUEUE_SIZE: '20', OTEL_LOG_LEVEL: 'none' } })
    await receiver.waitFor(() => receiver.requests.length >= 2)
    receiver.answer = undefined
    app.child.kill('SIGUSR2')
    await app.ended
    expect(receiver.logs.map(({ eventName }) => eventName)).toContain('order.placed')
    expect(receiver.logs.length).toBeLessThan(100)
  })
})
