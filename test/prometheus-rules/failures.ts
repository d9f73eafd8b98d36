import { eventually } from '../eventually.ts'
import type { RealParts } from './real-parts.ts'

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Records that the Collector gives up, and has no room for, and lines that Loki throws away. */
export const makeFailures = async ({ ports }: RealParts): Promise<void> => {
  const doomed = `http://127.0.0.1:${ports.doomed}/v1`
  const span = { traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: 'pay' }
  const point = { timeUnixNano: `${Date.now()}000000`, asInt: '1' }
  const gauge = { name: 'm', gauge: { dataPoints: [point] } }
  for (let i = 0; i < 5; i++) {
    await post(`${doomed}/traces`, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    await post(`${doomed}/logs`, { resourceLogs: [{ scopeLogs: [{ logRecords: [point] }] }] })
    await post(`${doomed}/metrics`, { resourceMetrics: [{ scopeMetrics: [{ metrics: [gauge] }] }] })
  }
  const old = { timeUnixNano: '1500000000000000000', body: { stringValue: 'old' } }
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop' } }]
  const logs = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: [old] }] }] }
  await eventually('Loki refuses what is old', async () => {
    const { status } = await post(`http://127.0.0.1:${ports.loki}/otlp/v1/logs`, logs)
    return status === 400 || undefined
  })
}
