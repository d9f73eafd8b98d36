import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenDoor, openTestDoor } from './open-door.ts'
import { sendSpans } from './seed.ts'

let door: OpenDoor
let client: ClickHouseClient

beforeAll(async () => {
  door = await openTestDoor()
  client = createClient({
    url: door.url,
    username: door.reader.name,
    password: door.reader.secret,
    database: 'plainsight',
    compression: { response: true },
    log: { level: ClickHouseLogLevel.OFF },
  })
  await sendSpans(door, 50)
})
afterAll(async () => {
  await client.close()
  await door.close()
})

const count = 'SELECT count() AS n FROM otel_traces'

describe('@clickhouse/client, the official client for Node', () => {
  test('pings, with a statement too', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
  })

  test('reads JSON with types, rows and figures', async () => {
    const answer = await client.query({ query: count, format: 'JSON' })
    expect(await answer.json()).toMatchObject({ meta: [{ name: 'n', type: 'UInt64' }], data: [{ n: '50' }], rows: 1 })
    expect(answer.query_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each(['JSONEachRow', 'JSONCompactEachRow', 'CSV', 'TabSeparated'] as const)('streams %s', async (format) => {
    const answer = await client.query({ query: 'SELECT SpanName FROM otel_traces ORDER BY SpanName', format })
    let rows = 0
    for await (const chunk of answer.stream()) rows += chunk.length
    expect(rows).toBe(50)
  })

  test('binds parameters of all common types', async () => {
    const answer = await client.query({
      query:
        'SELECT {s:String} AS s, {n:UInt64} AS n, {list:Array(String)} AS list, {at:DateTime64(3)} AS at, count() AS found FROM otel_traces WHERE ServiceName = {service:String}',
      query_params: {
        s: "it's; a \\ 'test'\n-- x",
        n: 7,
        list: ["a'b", 'c'],
        at: new Date('2026-11-22T10:00:00.123Z'),
        service: 'shop',
      },
      format: 'JSONEachRow',
    })
    expect(await answer.json()).toEqual([
      { s: "it's; a \\ 'test'\n-- x", n: '7', list: ["a'b", 'c'], at: '2026-11-22 10:00:00.123', found: '50' },
    ])
  })

  test('sends settings: those that shape the answer work', async () => {
    const answer = await client.query({
      query: count,
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0, max_execution_time: 5, wait_end_of_query: 1 },
    })
    expect(await answer.json()).toEqual([{ n: 50 }])
  })

  test.each([
    ['a setting that reaches further', count, { s3_use_adaptive_timeouts: 0 }, '497'],
    ['a fault of syntax', 'SELEC 1', {}, '62'],
    ['a table that does not exist', 'SELECT * FROM nothing_here', {}, ''],
    ['a table that is not allowed', 'SELECT * FROM system.users', {}, '497'],
    ['a file', "SELECT * FROM file('/etc/passwd')", {}, '497'],
  ])('is told of %s in the form it knows', async (_what, query, clickhouse_settings, code) => {
    const failed = client.query({ query, format: 'JSON', clickhouse_settings })
    await expect(failed).rejects.toMatchObject({
      code: expect.stringContaining(code),
      type: expect.stringMatching(/^[A-Z_]+$/),
    })
  })

  test('may not insert with a key that reads', async () => {
    const insert = client.insert({ table: 'otel_logs', values: [{ Body: 'x' }], format: 'JSONEachRow' })
    await expect(insert).rejects.toMatchObject({ code: '497', type: 'ACCESS_DENIED' })
    await expect(client.command({ query: 'DROP TABLE otel_logs' })).rejects.toMatchObject({ code: '497' })
  })

  test('is told that a password is wrong', async () => {
    const stranger = createClient({
      url: door.url,
      username: 'reader',
      password: 'wrong',
      log: { level: ClickHouseLogLevel.OFF },
    })
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' })
    await stranger.close()
  })

  test('goes away in the middle of an answer, and the door goes on', async () => {
    const gone = new AbortController()
    const answer = await client.query({
      query: 'SELECT repeat(toString(number), 50) FROM numbers(900000)',
      format: 'TabSeparated',
      abort_signal: gone.signal,
    })
    answer.stream().on('error', () => undefined)
    gone.abort()
    expect(await (await client.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow' })).json()).toEqual([{ one: 1 }])
  })
})
