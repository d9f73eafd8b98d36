import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type InsertableTable, insertableTables } from '../../src/tables.ts'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { programTools } from '../stack/tools.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'
import { logs, metrics, rowsByTable, sampleTraceId, traces } from './otlp-samples.ts'
import { type Collector, runCollector } from './run-collector.ts'

const tools = programTools()
const programs = 'programs' in tools ? tools.programs : {}

/** Filled as spans come in. */
const derived = ['otel_traces_trace_id_ts', 'entry_spans', 'request_rollup']

type Row = Readonly<Record<string, unknown>>

describe.skipIf(leaveOut("the Collector's ClickHouse exporter through the door", tools))('the Collector', () => {
  let door: OpenDoor
  /** What the hub itself makes of the samples. */
  let ofHub: Awaited<ReturnType<typeof allRows>>

  beforeAll(async () => {
    door = await openTestDoor()
    await keepForEver(door.store)
    await postToHub('traces', traces)
    await postToHub('logs', logs)
    await postToHub('metrics', metrics)
    ofHub = await allRows()
  })
  afterAll(() => door?.close())
  beforeEach(async () => {
    for (const table of [...insertableTables, ...derived]) await door.store.command(`TRUNCATE TABLE ${table}`)
  })

  const rowsOf = async (table: InsertableTable): Promise<readonly Row[]> => {
    const { rows } = await door.store.query<Row>(`SELECT * FROM ${table} ORDER BY ALL`)
    return rows
  }

  const allRows = (): Promise<Readonly<Record<InsertableTable, readonly Row[]>>> =>
    eventually('all rows', async () => {
      const found = Object.fromEntries(
        await Promise.all(insertableTables.map(async (table) => [table, await rowsOf(table)])),
      )
      return insertableTables.every((table) => found[table].length >= rowsByTable[table]) ? found : undefined
    })

  const postToHub = async (signal: string, payload: object): Promise<void> => {
    const answer = await door.app.inject({
      method: 'POST',
      url: `/v1/${signal}`,
      headers: { host: 'localhost' },
      payload,
    })
    expect(answer.statusCode).toBe(200)
  }

  const postAll = async (collector: Pick<Collector, 'post'>): Promise<void> => {
    await collector.post('traces', traces)
    await collector.post('logs', logs)
    await collector.post('metrics', metrics)
  }

  test.each(['none', 'lz4', 'zstd', 'gzip'])(
    'writes traces, logs and all five kinds of metrics (compression %s): the rows that the hub itself writes',
    async (compression) => {
      const collector = await runCollector(programs, door, { endpoint: `${door.url}?compress=${compression}` })
      await postAll(collector)
      expect(await allRows()).toEqual(ofHub)
    },
  )

  test('writes what was sent, value by value', async () => {
    const collector = await runCollector(programs, door)
    await postAll(collector)
    const rows = await allRows()
    expect(rows.otel_traces.find(({ SpanName }) => SpanName === 'GET /items/{id}')).toMatchObject({
      Timestamp: '2026-11-22 23:26:40.000000000',
      TraceId: sampleTraceId,
      SpanId: 'eee19b7ec3c1b174',
      TraceState: 'vendor=1',
      SpanKind: 'Server',
      ServiceName: 'shop',
      Duration: '123456789',
      StatusCode: 'Error',
      StatusMessage: 'it broke',
      SpanAttributes: expect.objectContaining({ text: 'grün', whole: '-42', truth: 'true', list: '["a",1]' }),
      'Events.Name': ['cache.missed', 'again'],
      'Links.SpanId': ['aaaaaaaaaaaaaaaa'],
    })
    expect(rows.otel_logs).toContainEqual(
      expect.objectContaining({ EventName: 'order.placed', Body: '{"order":7}', SeverityText: 'INFO' }),
    )
    expect(rows.otel_metrics_histogram[0]).toMatchObject({
      MetricName: 'request.duration',
      Count: '4',
      BucketCounts: ['1', '2', '1'],
      ExplicitBounds: [0.5, 1],
      'Exemplars.TraceId': [sampleTraceId],
    })
    expect(rows.otel_metrics_summary[0]).toMatchObject({ 'ValueAtQuantiles.Value': [1, 7.25] })
    expect(collector.logged()).not.toMatch(/\terror\t/)
  })

  test("the page's questions find what it wrote", async () => {
    const collector = await runCollector(programs, door)
    await postAll(collector)
    await allRows()
    const ask = async (question: string): Promise<unknown> => {
      const answer = await door.app.inject({ url: `/api/query/private/${question}`, headers: { host: 'localhost' } })
      return answer.json()
    }
    const at = 1_795_390_000_000
    // On a busy machine the first answer may be of a part of the range.
    await expect
      .poll(() => ask(`traces-search?from=${at - 60_000}&to=${at + 60_000}&limit=10`))
      .toMatchObject({ traces: [{ traceId: sampleTraceId, rootService: 'shop', rootName: 'GET /items/{id}' }] })
    expect(await ask(`trace-detail?traceId=${sampleTraceId}`)).toMatchObject({ spans: { length: 2 } })
  })

  test('is told to leave the tables to the hub when it wants to make them', async () => {
    await expect(runCollector(programs, door, { create_schema: true })).rejects.toThrow(/create_schema: false/)
  })
})
