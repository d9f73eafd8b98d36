import { describe, expect, onTestFinished, test } from 'vitest'
import { send, startApp } from '../agent/app.ts'
import type { AskPrometheus } from '../ask-prometheus.ts'
import { startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { checkMetrics, hasPrometheus, startPrometheus } from '../prometheus.ts'
import { ask, type TraceList } from './ask-hub.ts'

/** Long enough for several scrapes to see the rows wait in the journal. */
const flushMs = 5_000

const startHub = async (): Promise<{ readonly url: string; readonly port: number }> => {
  const port = await findFreePort()
  const env = { PLAINSIGHT_FLUSH_MS: `${flushMs}`, PLAINSIGHT_MAX_BODY_BYTES: '4096' }
  const up = startCli(['up', '--port', `${port}`], { env })
  await up.waitFor('page is at')
  return { url: `http://127.0.0.1:${port}`, port }
}

const startShop = async (hub: string): Promise<{ readonly port: number; readonly metricsPort: number }> => {
  const metricsPort = await findFreePort()
  const code = `
    const app = require('express')()
    app.get('/orders/:id', (request, response) => response.end('ok'))
    const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
  const app = startApp(code, {
    env: {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: hub,
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: `${metricsPort}`,
    },
  })
  onTestFinished(() => void app.stop())
  return { port: await app.port, metricsPort }
}

const time = `${Date.now()}000000`
const span = { traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: 'pay', startTimeUnixNano: time }
const point = { timeUnixNano: time, asInt: '1' }
const bodies = {
  traces: { resourceSpans: [{ scopeSpans: [{ spans: [span, { ...span, spanId: '03' }, span] }] }] },
  logs: { resourceLogs: [{ scopeLogs: [{ logRecords: Array(5).fill({ timeUnixNano: time }) }] }] },
  metrics: { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [point] } }] }] }] },
}

/** Requests that are taken, and one or two of every kind that is not: what the counters must say is known. */
const sendKnownTraffic = async (hub: string): Promise<void> => {
  const json = { 'content-type': 'application/json' }
  const post = (signal: string, body: string, headers: Record<string, string> = json): Promise<number> =>
    fetch(`${hub}/v1/${signal}`, { method: 'POST', headers, body }).then(({ status }) => status)
  const statuses = [
    await post('traces', JSON.stringify(bodies.traces)),
    await post('logs', JSON.stringify(bodies.logs)),
    await post('metrics', JSON.stringify(bodies.metrics)),
    await post('traces', '{"resourceSpans":'),
    await post('traces', 'no JSON'),
    await post('logs', 'x', { 'content-type': 'text/plain' }),
    await post('logs', 'x', { ...json, 'content-encoding': 'snappy' }),
    await post('metrics', ' '.repeat(5_000)),
  ]
  expect(statuses).toEqual([200, 200, 200, 400, 400, 415, 400, 413])
}

/** The values of a counter by its labels, without those that Prometheus adds. */
const sumBy = async (prometheus: AskPrometheus, name: string): Promise<Record<string, number>> => {
  const found = await prometheus.series(`${name} > 0`)
  return Object.fromEntries(
    found.map(({ labels: { job, instance, __name__, ...own }, value }) => [
      Object.values(own).toSorted().join(' '),
      value,
    ]),
  )
}

describe.skipIf(!hasPrometheus)('a real Prometheus that scrapes hub and app', () => {
  test('gives back what the hub says of itself, with the values of the traffic sent', async () => {
    const hub = await startHub()
    const shop = await startShop(hub.url)
    const prometheus = await startPrometheus({ hub: hub.port, app: shop.metricsPort })
    await eventually('the first scrapes', async () => (await prometheus.value('sum(up)')) === 2)

    await sendKnownTraffic(hub.url)
    for (let i = 0; i < 4; i++) await send(shop.port, `/orders/${i}`)
    await eventually(
      'all rows in the store',
      async () => (await prometheus.value('plainsight_store_inserted_rows_total')) === 12,
    )

    expect(await sumBy(prometheus, 'plainsight_ingest_accepted_records_total')).toEqual({
      traces: 6,
      logs: 5,
      metrics: 1,
    })
    expect(await sumBy(prometheus, 'plainsight_ingest_refused_total')).toEqual({
      'traces undecodable': 2,
      'record_invalid traces': 1,
      'content_type logs': 1,
      'encoding_invalid logs': 1,
      'metrics too_large': 1,
    })
    expect(await prometheus.value('plainsight_journal_appended_rows_total')).toBe(12)

    const most = (name: string): Promise<number | undefined> => prometheus.value(`max_over_time(${name}[10m])`)
    const appended = await prometheus.value('plainsight_journal_appended_bytes_total')
    expect(await most('plainsight_journal_bytes')).toBeGreaterThan(0)
    expect(await most('plainsight_journal_bytes')).toBeLessThanOrEqual(appended ?? 0)
    expect(await most('plainsight_journal_oldest_seconds')).toBeGreaterThan(1)
    expect(await prometheus.value('plainsight_store_insert_lag_seconds')).toBeGreaterThanOrEqual(flushMs / 1000)
    for (const name of ['plainsight_journal_bytes', 'plainsight_journal_oldest_seconds'])
      await eventually(`${name} of an empty journal`, async () => (await prometheus.value(name)) === 0)
  })

  test('has the time that queries of the page took', async () => {
    const hub = await startHub()
    const prometheus = await startPrometheus({ hub: hub.port })
    const name = 'plainsight_store_operation_duration_seconds'
    const query = '{operation="query",outcome="ok"}'
    await ask(hub.url, 'services')
    const before = await eventually('the first query', () => prometheus.value(`${name}_count${query}`))
    for (let i = 0; i < 5; i++) await ask(hub.url, 'services')
    await eventually('five more', async () => ((await prometheus.value(`${name}_count${query}`)) ?? 0) >= before + 5)
    const median = await prometheus.value(`histogram_quantile(0.5, ${name}_bucket${query})`)
    expect(median).toBeGreaterThan(0)
    expect(median).toBeLessThan(10)
  })

  test('leads by the exemplars of the app to its traces in the hub', async () => {
    const hub = await startHub()
    const shop = await startShop(hub.url)
    const prometheus = await startPrometheus({ app: shop.metricsPort })
    await send(shop.port, '/orders/1')
    const exemplar = await eventually('the exemplar', async () => {
      const [found] = await prometheus.exemplars('http_server_request_duration_seconds_bucket')
      return found
    })
    const { traces } = await eventually('the trace', async () => {
      const found = await ask<TraceList>(hub.url, 'traces-search', { service: 'shop' })
      return found.traces.length > 0 ? found : undefined
    })
    expect(traces.map(({ traceId }) => traceId)).toEqual([exemplar.labels.trace_id])
  })

  test('its promtool finds nothing wrong with what hub and app say', async () => {
    const hub = await startHub()
    const shop = await startShop(hub.url)
    await sendKnownTraffic(hub.url)
    await ask(hub.url, 'services')
    await send(shop.port, '/orders/1')
    for (const url of [hub.url, `http://127.0.0.1:${shop.metricsPort}`]) {
      // The app opens its port in its own time.
      const text = await eventually(`metrics of ${url}`, async () => {
        const answer = await fetch(`${url}/metrics`).catch(() => undefined)
        return answer?.text()
      })
      expect(text).toContain('# TYPE')
      expect(checkMetrics(text)).toBe('')
    }
  })
})
