import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilRunning } from '../engine/until-running.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'
import { sendSpans } from './seed.ts'

let door: OpenDoor

beforeAll(async () => {
  door = await openTestDoor()
  await sendSpans(door, 20)
})
afterAll(() => door.close())

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${door.url}${path}`, { headers })

test.each([
  ['GET', '/ping', 200, 'Ok.\n'],
  ['HEAD', '/ping', 200, ''],
  ['GET', '/', 200, 'Ok.\n'],
  ['GET', '/?user=reader', 200, 'Ok.\n'],
  ['GET', '/replicas_status', 404, 'There is nothing here: statements go to /\n'],
  ['GET', '/play', 404, 'There is nothing here: statements go to /\n'],
  ['PUT', '/', 501, 'Statements come by GET or POST\n'],
])('%s %s answers %i to everybody', async (method, path, status, text) => {
  const answer = await fetch(`${door.url}${path}`, { method })
  expect([answer.status, await answer.text()]).toEqual([status, text])
})

describe('a statement', () => {
  test('comes in the body', async () => {
    expect(await door.text('SELECT count() FROM otel_traces')).toBe('20\n')
  })

  test('comes in the address, by GET too', async () => {
    const { name, secret } = door.reader
    const answer = await get(`/?query=SELECT%20count()%20FROM%20otel_traces&user=${name}&password=${secret}`)
    expect([answer.status, await answer.text()]).toEqual([200, '20\n'])
  })

  test('begins in the address and ends in the body', async () => {
    expect(await door.text(' FROM otel_traces', { search: { query: 'SELECT count()' } })).toBe('20\n')
  })

  test('brings settings of its own, which are looked at as those in the address', async () => {
    expect(
      await door.text(
        'SELECT count() AS n FROM otel_traces SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONEachRow',
      ),
    ).toBe('{"n":20}\n')
    expect((await door.ask('SELECT 1 SETTINGS max_execution_time = 10')).status).toBe(200)
    expect((await door.ask('SELECT 1 SETTINGS readonly = 0, allow_ddl = 1')).status).toBe(403)
    expect((await door.ask('SELECT * FROM (SELECT 1 SETTINGS max_threads = 64)')).status).toBe(403)
  })

  test.each([
    'SELECT displayName(), version(), revision(), timezone()',
    'DESC TABLE otel_logs',
    'SELECT 1 SETTINGS a = 1',
    'SELECT name, value, readonly FROM system.settings',
    'INSERT INTO otel_logs FORMAT Native',
  ])('with a long space in it takes no time (%s)', async (sql) => {
    const started = performance.now()
    const search = { client_protocol_version: '54460' }
    for (const key of [door.reader, door.writer])
      await (await door.ask(`${sql}${' '.repeat(120_000)}x`, { key, search })).text()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  const halves = ['SELECT ', '7'].map((half) => zstdCompressSync(half))
  test.each([
    ['gzip', 'gzip', gzipSync('SELECT 7')],
    ['gzip by its old name', 'x-gzip', gzipSync('SELECT 7')],
    ['deflate', 'deflate', deflateSync('SELECT 7')],
    ['deflate without its head', 'deflate', deflateRawSync('SELECT 7')],
    ['br', 'br', brotliCompressSync('SELECT 7')],
    ['zstd', 'zstd', zstdCompressSync('SELECT 7')],
    ['zstd in two frames', 'zstd', Buffer.concat(halves)],
  ])('comes compressed by %s', async (_what, encoding, body) => {
    const authorization = `Bearer ${door.reader.secret}`
    const answer = await fetch(door.url, {
      method: 'POST',
      headers: { 'content-encoding': encoding, authorization },
      body,
    })
    expect(await answer.text()).toBe('7\n')
  })

  test.each([
    ['gzip', 'is no gzip', 400, 271],
    ['lz4', 'is no lz4', 400, 271],
    ['snappy', 'of a kind that is not known', 501, 48],
  ])('that says %s and %s is refused', async (encoding, body, status, code) => {
    const answer = await door.ask(body, { headers: { 'content-encoding': encoding } })
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(`^Code: ${code}\\. `)])
  })

  test.each([
    ['', 400, 62],
    ['SELECT 1; SELECT 2', 400, 62],
    ['SELECT {x:String}', 400, 62],
    ['SELECT * FROM otel_nothing', 404, 60],
    ['SELECT * FROM system.users', 403, 497],
    ['SELECT nothing FROM otel_traces', 404, 47],
  ])('that is wrong (%s) is answered with %i and code %i', async (sql, status, code) => {
    const answer = await door.ask(sql)
    const text = await answer.text()
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, String(code)])
    expect(text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: .+ \\([A-Z_]+\\)\\n$`))
    expect(text).not.toContain(door.dataDir)
  })

  test('for another database, with a file, or with external tables is refused', async () => {
    expect((await door.ask('SELECT 1', { search: { database: 'system' } })).status).toBe(404)
    for (const database of ['', 'default', 'plainsight', '__default__'])
      expect(await door.text('SELECT 1', { search: { database } })).toBe('1\n')
    const form = await fetch(`${door.url}/?user=${door.reader.name}&password=${door.reader.secret}`, {
      method: 'POST',
      body: (() => {
        const data = new FormData()
        data.set('query', 'SELECT 1')
        return data
      })(),
    })
    expect([form.status, await form.text()]).toEqual([501, expect.stringContaining('Forms (external tables)')])
  })
})

describe('an answer', () => {
  test.each([
    ['TabSeparated', '', 'text/tab-separated-values; charset=UTF-8', '20\n'],
    ['TabSeparated', ' FORMAT CSV', 'text/csv; charset=UTF-8; header=absent', '20\n'],
    ['CSVWithNames', '', 'text/csv; charset=UTF-8; header=present', '"n"\n20\n'],
    ['JSONEachRow', '', 'application/x-ndjson; charset=UTF-8', '{"n":"20"}\n'],
    ['XML', ' FORMAT JSONCompactEachRow', 'application/x-ndjson; charset=UTF-8', '["20"]\n'],
  ])('default_format=%s%s is %s', async (format, clause, type, text) => {
    const answer = await door.ask(`SELECT count() AS n FROM otel_traces${clause}`, {
      search: { default_format: format },
    })
    expect(answer.headers.get('content-type')).toBe(type)
    expect(await answer.text()).toBe(text)
  })

  test('has the headers that clients read', async () => {
    const { headers } = await door.ask('SELECT 1', { search: { query_id: 'my-query-1' } })
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-clickhouse-query-id': 'my-query-1',
      'x-clickhouse-format': 'TabSeparated',
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-server-display-name': 'plainsight',
      'x-content-type-options': 'nosniff',
    })
    expect(JSON.parse(headers.get('x-clickhouse-summary')!)).toMatchObject({ result_rows: '1' })
    expect((await door.ask('SELECT 1', { search: { query_id: 'a\nb' } })).headers.get('x-clickhouse-query-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    )
  })

  test.each(['gzip', 'br', 'deflate', 'zstd'])('is compressed by %s for who asks for it', async (encoding) => {
    const sql = 'SELECT number FROM numbers(2000)'
    const headers = { 'accept-encoding': encoding }
    const packed = await door.ask(sql, { headers, search: { enable_http_compression: '1' } })
    expect(packed.headers.get('content-encoding')).toBe(encoding)
    expect((await door.ask(sql, { headers })).headers.get('content-encoding')).toBeNull()
  })

  test('of many megabytes comes as a stream, whole', async () => {
    const text = await door.text('SELECT number, repeat(toString(number % 10), 20) FROM numbers(500000)')
    const lines = text.trimEnd().split('\n')
    expect(lines.length).toBe(500_000)
    expect(lines.at(-1)).toBe(`499999\t${'9'.repeat(20)}`)
  })

  test('that the limits cut is marked', async () => {
    const cut = await door.ask('SELECT number FROM numbers(1000000)', {
      search: { max_result_rows: '10', max_block_size: '10' },
    })
    expect(cut.headers.get('x-plainsight-result-cut')).toBe('1')
    expect((await door.ask('SELECT 1')).headers.get('x-plainsight-result-cut')).toBeNull()
  })

  test('that the limits cut after it began is marked at its end', async () => {
    const sql = "SELECT number, repeat('x', 100) FROM numbers(900000)"
    const address = `${door.url}/?max_result_rows=50000&query=${encodeURIComponent(sql)}`
    const headers = { authorization: `Bearer ${door.reader.secret}` }
    const request = http.get(address, { headers })
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
    const lines = (await text(answer)).split('\n').length
    expect(lines).toBeGreaterThanOrEqual(50_000)
    expect(lines).toBeLessThan(900_000)
    expect(answer.trailers['x-plainsight-result-cut']).toBe('1')
  })

  test('that fails in its middle says so and does not end as if it were whole', async () => {
    const answer = await door.ask('SELECT number, intDiv(1, 900000 - number) FROM numbers(1000000)')
    await expect(answer.text()).rejects.toThrow(/terminated/)
  })
})

test('a statement whose reader goes away makes room for the next', { timeout: 15_000 }, async () => {
  const { name, secret } = door.reader
  const headers = { authorization: `Basic ${btoa(`${name}:${secret}`)}` }
  const query = encodeURIComponent('SELECT max(cityHash64(SHA256(toString(number)))) FROM numbers(9000000000)')
  const gone = new AbortController()
  const asked = [0, 1].map(() => fetch(`${door.url}/?query=${query}`, { headers, signal: gone.signal }))
  await untilRunning(door.store, 2, '9000000000')
  gone.abort()
  await Promise.allSettled(asked)
  expect(await door.text('SELECT 1')).toBe('1\n')
})
