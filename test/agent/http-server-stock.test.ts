import { expect, test } from 'vitest'
import { send, startApp } from './app.ts'
import { openReceiver } from './receiver.ts'

const code = `
const express = require('express')
const log = require('pino')()
const app = express()
app.get('/orders/:id', async (req, res) => {
  log.info('looked up')
  await fetch('http://127.0.0.1:' + server.address().port + '/inner')
  res.json({ id: req.params.id })
})
app.get('/inner', (req, res) => res.send('ok'))
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

test("with OpenTelemetry's own server instrumentation there are spans, metrics and ids, and nothing of who asked", async () => {
  const receiver = await openReceiver()
  const env = {
    PLAINSIGHT_HTTP_SERVER: 'stock',
    PLAINSIGHT_LOG_CAPTURE: 'pino',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
  }
  const app = startApp(code, { receiver, env })
  try {
    await send(await app.port, '/orders/42?x=canary', { headers: { 'user-agent': 'Canary/1.0' } })
    const [outer, inner] = await receiver.waitFor(() => {
      const find = (path: string) => receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === path)
      const found = [find('/orders/42'), find('/inner')] as const
      return found[0] && found[1] ? ([found[0], found[1]] as const) : undefined
    })
    expect(outer).toMatchObject({ name: 'GET', attributes: { 'http.response.status_code': 200 } })
    const client = receiver.spans.find(({ spanId }) => spanId === inner.parentSpanId)
    expect(client).toMatchObject({ kind: 3, parentSpanId: outer.spanId })
    const log = await receiver.waitFor(() => receiver.logs[0])
    expect(log).toMatchObject({ body: 'looked up', traceId: outer.traceId, spanId: outer.spanId })
    const metric = await receiver.waitFor(() =>
      receiver.metrics.find(({ name }) => name === 'http.server.request.duration'),
    )
    expect(metric.points[0]?.attributes).toMatchObject({ 'http.request.method': 'GET' })
    const attributes = JSON.stringify(receiver.serverSpans().map((span) => span.attributes))
    expect(attributes).not.toMatch(/canary|client|peer|user_agent/i)
    expect(app.stderr()).toBe('')
  } finally {
    await app.stop()
    await receiver.close()
  }
})
