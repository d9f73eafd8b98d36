import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { makeFolder } from '../cli/cli.ts'
import { fetchJson } from '../fetch-json.ts'
import { root } from '../root.ts'
import { toProtobuf } from '../whole/canary-requests.ts'
import { type LokiSettings, loadSettings } from './settings.ts'
import { createStandIn } from './stand-in.ts'

const shipped = loadSettings(join(root, 'loki/loki.yaml'))
const open: ReturnType<typeof createStandIn>[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.closeAllConnections()
})

const start = async (folder: string, changes: Partial<LokiSettings['limits_config']> = {}): Promise<string> => {
  const limits_config = { ...shipped.limits_config, ...changes }
  const settings = { ...shipped, limits_config, common: { ...shipped.common, path_prefix: folder } }
  const server = createStandIn(settings).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const pair = (key: string, stringValue: string): object => ({ key, value: { stringValue } })
const toRecord = (changes: object = {}): object => ({
  timeUnixNano: `${Date.now()}000000`,
  severityNumber: 9,
  body: { stringValue: 'a line' },
  ...changes,
})
const toRequest = (
  records: readonly object[],
  resource: readonly object[] = [pair('service.name', 'shop')],
): object => ({
  resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ logRecords: records }] }],
})

const push = async (url: string, request: object): Promise<number> => {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' }
  const body = gzipSync(toProtobuf('logs', request))
  return (await fetch(`${url}/otlp/v1/logs`, { method: 'POST', headers, body })).status
}

type Found = { readonly stream: Record<string, string>; readonly values: readonly (readonly [string, string])[] }

const ask = async (url: string, query: string): Promise<readonly Found[]> => {
  const [start, end] = [`${Date.now() - 3_600_000}000000`, `${Date.now() + 1000}000000`]
  const parameters = new URLSearchParams({ query, start, end, limit: '5000', step: '3600' })
  return (await fetchJson<{ data: { result: Found[] } }>(`${url}/loki/api/v1/query_range?${parameters}`)).data.result
}

/** Lines of the last hour. */
const countByLevel = async (url: string): Promise<Record<string, number>> => {
  const query = 'sum by (detected_level) (count_over_time({service_name="shop"} [1h]))'
  const [start, end] = [`${Date.now() - 1000}000000`, `${Date.now()}000000`]
  const parameters = new URLSearchParams({ query, start, end, step: '1' })
  type Answered = { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } }
  const { data } = await fetchJson<Answered>(`${url}/loki/api/v1/query_range?${parameters}`)
  return Object.fromEntries(
    data.result.map(({ metric, values }) => [metric.detected_level, Number(values.at(-1)?.[1])]),
  )
}

const figure = async (url: string, pattern: RegExp): Promise<number> =>
  Number(pattern.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)

const long = 'x'.repeat(10_000)

const old = { timeUnixNano: `${Date.now() - 8 * 86_400_000}000000` }
const future = { timeUnixNano: `${Date.now() + 3_600_000}000000` }
const many = Array.from({ length: 201 }, (_, index) => pair(`a${index}`, 'x'))
const large = Array.from({ length: 60 }, (_, index) => pair(`a${index}`, 'x'.repeat(100_000)))

type Changes = Partial<LokiSettings['limits_config']>

const refused: readonly { readonly reason: string; readonly request: object; readonly changes?: Changes }[] = [
  { reason: 'greater_than_max_sample_age', request: toRequest([toRecord(old)]) },
  { reason: 'too_far_in_future', request: toRequest([toRecord(future)]) },
  { reason: 'structured_metadata_too_many', request: toRequest([toRecord({ attributes: many })]) },
  { reason: 'structured_metadata_too_large', request: toRequest([toRecord({ attributes: large })]) },
  { reason: 'missing_labels', request: toRequest([toRecord()], [pair('host.name', 'h')]) },
  { reason: 'label_value_too_long', request: toRequest([toRecord()], [pair('service.name', long)]) },
  {
    reason: 'max_label_names_per_series',
    request: toRequest([toRecord()], [pair('service.name', 'a'), pair('service.namespace', 'b')]),
    changes: { max_label_names_per_series: 1 },
  },
  {
    reason: 'line_too_long',
    request: toRequest([toRecord({ body: { stringValue: long } })]),
    changes: { max_line_size: '1KB', max_line_size_truncate: false },
  },
  {
    reason: 'disallowed_structured_metadata',
    request: toRequest([toRecord()]),
    changes: { allow_structured_metadata: false },
  },
]

describe('what stands in for Loki', () => {
  test.each(refused)('refuses and counts $reason', async ({ reason, request, changes }) => {
    const url = await start(makeFolder(), changes)
    expect(await push(url, request)).toBe(400)
    const discarded = new RegExp(`loki_discarded_samples_total\\{tenant="fake",reason="${reason}"\\} (\\d+)`)
    expect(await figure(url, discarded)).toBe(1)
    expect(await figure(url, /loki_distributor_lines_received_total\S+ (\d+)/)).toBe(0)
    expect(await ask(url, '{service_name=~".+"}')).toEqual([])
  })

  test('takes the records beside one that it refuses', async () => {
    const url = await start(makeFolder())
    expect(await push(url, toRequest([toRecord(old), toRecord()]))).toBe(400)
    expect(await ask(url, '{service_name="shop"}')).toMatchObject([{ values: [[expect.any(String), 'a line']] }])
  })

  test.each([
    ['rate_limited', { ingestion_rate_mb: 1, ingestion_burst_size_mb: 1 }],
    ['per_stream_rate_limit', { per_stream_rate_limit: '1KB', per_stream_rate_limit_burst: '1MB' }],
  ])('answers 429 to what comes faster than %s allows', async (reason, changes) => {
    const url = await start(makeFolder(), changes)
    const record = toRecord({ body: { stringValue: 'x'.repeat(700_000) } })
    expect(await push(url, toRequest([record]))).toBe(204)
    expect(await push(url, toRequest([record]))).toBe(429)
    expect(await figure(url, new RegExp(`reason="${reason}"\\} (\\d+)`))).toBe(1)
  })

  test('answers 413 to a body over the largest message, however small it is when packed', async () => {
    const url = await start(makeFolder())
    const records = Array.from({ length: 17 }, () => toRecord({ body: { stringValue: 'x'.repeat(1_000_000) } }))
    expect(await push(url, toRequest(records))).toBe(413)
  })

  test('cuts a line that is too long, and keeps it', async () => {
    const url = await start(makeFolder())
    expect(await push(url, toRequest([toRecord({ body: { stringValue: 'x'.repeat(1_500_000) } })]))).toBe(204)
    const [found] = await ask(url, '{service_name="shop"}')
    expect(found?.values[0]?.[1]).toHaveLength(1_000_000)
  })

  test('finds lines by stream, text and fields, counts them, and knows them after a restart', async () => {
    const folder = makeFolder()
    const first = await start(folder)
    const failed = toRecord({
      severityNumber: 17,
      body: { stringValue: 'payment FAILED' },
      traceId: '01'.repeat(16),
      attributes: [pair('exception.type', 'TypeError')],
    })
    expect(await push(first, toRequest([toRecord(), toRecord(), failed]))).toBe(204)
    const url = await start(folder)
    const [found] = await ask(url, '{service_name=~"sh.p"} |~ `(?i)payment failed` | detected_level=~"error|fatal"')
    expect(found?.values).toEqual([[expect.any(String), 'payment FAILED']])
    expect(found?.stream).toMatchObject({
      service_name: 'shop',
      detected_level: 'error',
      trace_id: '01'.repeat(16),
      exception_type: 'TypeError',
    })
    expect(await ask(url, '{service_name="shop"} | trace_id="none"')).toEqual([])
    expect(await ask(url, '{service_name!="shop", deployment_environment_name="x"}')).toEqual([])
    expect(await countByLevel(url)).toEqual({ info: 2, error: 1 })
  })
})
