import { eventually } from '../eventually.ts'
import type { OpenDoor } from './open-door.ts'

const hex = (number: number, length: number): string => number.toString(16).padStart(length, '0')

const toSpan = (index: number, start: number): object => ({
  traceId: hex(index + 1, 32),
  spanId: hex(index + 1, 16),
  name: `GET /items/${index % 7}`,
  kind: 2,
  startTimeUnixNano: `${start + index * 1000}000000`,
  endTimeUnixNano: `${start + index * 1000 + 12}000000`,
  attributes: [
    { key: 'http.route', value: { stringValue: `/items/${index % 7}` } },
    { key: 'http.response.status_code', value: { intValue: index % 10 === 0 ? 500 : 200 } },
  ],
})

/** Server spans of a shop, by OTLP into the hub itself, in the last minutes; waits until the store has them. */
export const sendSpans = async ({ app, store }: OpenDoor, count: number): Promise<void> => {
  const start = Date.now() - 600_000
  const spans = Array.from({ length: count }, (_, index) => toSpan(index, start))
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/traces',
    headers: { host: 'localhost' },
    payload: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] },
  })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  await eventually('the spans', async () => {
    const { rows } = await store.query<{ n: string }>('SELECT count() AS n FROM otel_traces')
    return Number(rows[0]?.n) >= count || undefined
  })
}
