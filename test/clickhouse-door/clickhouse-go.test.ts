import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { type GoAnswer, type GoJob, openGoClient, runGoClient } from './go-client.ts'
import { type OpenDoor, openTestDoor, type TestKey } from './open-door.ts'
import { sendSpans } from './seed.ts'

const client = openGoClient()
const program = 'program' in client ? client.program : ''

/** Grafana's data source asks for gzip over HTTP; the others are what a user of the library may choose. */
const compressions = ['gzip', 'none', 'lz4', 'zstd', 'br']

describe.skipIf(leaveOut('clickhouse-go through the door', client))('clickhouse-go, as Grafana uses it', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openTestDoor()
    await sendSpans(door, 50)
  })
  afterAll(() => door?.close())

  const run = (job: Partial<GoJob>, key: TestKey = door.reader): Promise<readonly GoAnswer[]> =>
    runGoClient(program, {
      addr: `127.0.0.1:${door.port}`,
      user: key.name,
      password: key.secret,
      database: 'plainsight',
      compression: 'gzip',
      ...job,
    })

  test.each(compressions)('shakes hands and reads columns of all types (%s)', async (compression) => {
    const [spans, empty, all, many] = await run({
      compression,
      queries: [
        'SELECT count() AS n, uniq(TraceId) FROM otel_traces',
        "SELECT Timestamp, ServiceName FROM otel_traces WHERE ServiceName = 'nobody'",
        "SELECT Timestamp, ServiceName, SpanAttributes, Duration, `Events.Name` FROM otel_traces WHERE SpanName = 'GET /items/3' ORDER BY Timestamp LIMIT 1",
        "SELECT number, repeat('x', 100) FROM numbers(100000)",
      ],
    })
    expect(spans).toMatchObject({ columns: ['n', 'uniq(TraceId)'], types: ['UInt64', 'UInt64'], rows: [['50', '50']] })
    expect(empty).toMatchObject({ rows: null })
    expect(empty).not.toHaveProperty('error')
    expect(all).toMatchObject({
      types: [
        'DateTime64(9)',
        'LowCardinality(String)',
        'Map(LowCardinality(String), String)',
        'UInt64',
        'Array(LowCardinality(String))',
      ],
    })
    expect(all?.rows?.[0]?.slice(1)).toEqual([
      'shop',
      'map[http.response.status_code:200 http.route:/items/3]',
      '12000000',
      '[]',
    ])
    expect(many?.rows?.length).toBe(100_000)
    expect(many?.rows?.at(-1)).toEqual(['99999', 'x'.repeat(100)])
  })

  test('asks what the query builder of the data source asks', async () => {
    const answers = await run({
      settings: { max_execution_time: 60 },
      queries: [
        'SELECT name FROM system.databases',
        "SELECT name FROM system.tables WHERE database = 'plainsight'",
        'SHOW DATABASES',
        'SHOW TABLES FROM plainsight',
        'DESC TABLE "plainsight"."otel_traces"',
        'DESCRIBE TABLE otel_logs',
        'SELECT version()',
        'SELECT timezone()',
      ],
    })
    for (const answer of answers) expect(answer).not.toHaveProperty('error')
    expect(answers[0]?.rows?.flat()).toContain('plainsight')
    expect(answers[1]?.rows?.flat()).toEqual(expect.arrayContaining(['otel_traces', 'otel_logs']))
    expect(answers[3]?.rows?.flat()).toContain('otel_traces')
    expect(answers[4]?.rows?.map(([name]) => name)).toContain('SpanAttributes')
    expect(answers[6]?.rows?.[0]?.[0]).toMatch(/^\d+\.\d+/)
  })

  test.each(['gzip', 'lz4'])('is told of errors with their numbers (%s)', async (compression) => {
    const [fault, refusal] = await run({
      compression,
      queries: ['SELECT nothing FROM otel_traces', "SELECT file('/etc/passwd')"],
    })
    expect(fault).toMatchObject({ code: 47, error: expect.stringContaining('nothing') })
    expect(refusal).toMatchObject({ code: 497, error: expect.stringContaining('ACCESS_DENIED') })
    const [stranger] = await run({}, { name: 'reader', secret: 'wrong' })
    expect(stranger).toMatchObject({ code: 516 })
  })

  test('meets an error in the middle of a long answer', async () => {
    const [answer] = await run({ queries: ['SELECT number, intDiv(1, 900000 - number) FROM numbers(1000000)'] })
    expect(answer).toMatchObject({ error: expect.stringMatching(/[Dd]ivision by zero/) })
  })

  describe.each(compressions)('with a key that writes (%s)', (compression) => {
    const toInsert = (body: string) => ({
      sql: 'INSERT INTO "plainsight"."otel_logs" (Timestamp, TraceId, ServiceName, Body, LogAttributes) VALUES (?, ?, ?, ?, ?)',
      rows: [
        ['2026-11-22T10:00:00.123456789Z', 't1', 'till', body, { a: 'b' }],
        ['2026-11-22T10:00:01Z', 't2', 'till', body, {}],
      ],
    })

    test('writes rows once, however often they come', async () => {
      const insert = toInsert(`by ${compression}`)
      for (let time = 0; time < 3; time++)
        expect(await run({ compression, insert }, door.writer)).toEqual([
          expect.not.objectContaining({ error: expect.anything() }),
        ])
      const { rows } = await door.store.query(
        'SELECT Timestamp, TraceId, Body, LogAttributes, EventName FROM otel_logs WHERE Body = {body:String} ORDER BY TraceId',
        { params: { body: `by ${compression}` } },
      )
      expect(rows).toEqual([
        {
          Timestamp: '2026-11-22 10:00:00.123456789',
          TraceId: 't1',
          Body: `by ${compression}`,
          LogAttributes: { a: 'b' },
          EventName: '',
        },
        {
          Timestamp: '2026-11-22 10:00:01.000000000',
          TraceId: 't2',
          Body: `by ${compression}`,
          LogAttributes: {},
          EventName: '',
        },
      ])
    })

    test('may not read, and a key that reads may not write', async () => {
      const [, refused] = await run({ compression, queries: ['SELECT 1', 'SELECT * FROM otel_logs'] }, door.writer)
      expect(refused).toMatchObject({ code: 497, error: expect.stringContaining('may only write') })
      expect(await run({ compression, insert: toInsert('no') })).toMatchObject([{ code: 497 }])
    })
  })
})
