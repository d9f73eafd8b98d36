import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openTestDoor({ sqlTimeoutMs: 1_000, sqlMemoryBytes: 67_108_864, sqlMaxRows: 1_000 })
})
afterAll(() => door.close())

test.each([
  ['runs too long', 'SELECT max(cityHash64(number)) FROM numbers(9000000000)', 159, 'TIMEOUT_EXCEEDED'],
  ['reads too many rows', 'SELECT max(number) FROM numbers(100000000000)', 158, 'TOO_MANY_ROWS'],
  [
    'takes too much memory',
    'SELECT groupArray(repeat(toString(number), 100)) FROM numbers(3000000)',
    241,
    'MEMORY_LIMIT_EXCEEDED',
  ],
])('a statement that %s is stopped, and told so as ClickHouse does', async (_what, sql, code, name) => {
  const answer = await door.ask(sql)
  expect(await answer.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: .*\\(${name}\\)\\n$`))
  expect(answer.headers.get('x-clickhouse-exception-code')).toBe(String(code))
  expect(await door.text('SELECT 1')).toBe('1\n')
})

test('an answer of more rows than may be is cut', async () => {
  const answer = await door.ask('SELECT number FROM numbers(1000000) SETTINGS max_block_size = 100')
  expect(answer.headers.get('x-plainsight-result-cut')).toBe('1')
  expect((await answer.text()).split('\n').length).toBeLessThan(100_000)
})

test('of a hundred statements of one key at once some are told to come again, and another key is served', async () => {
  const asked = Array.from({ length: 100 }, () => door.ask('SELECT count() FROM numbers(3000000)'))
  const other = await door.text('SELECT 1', { key: door.makeKey('other', ['read']) })
  expect(other).toBe('1\n')
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(20)
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(20)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
})

test('a sender that stops in the middle of a body, and a reader that goes away, hold nobody up', async () => {
  const { name, secret } = door.writer
  const headers = { authorization: `Basic ${btoa(`${name}:${secret}`)}`, 'content-length': '1000000' }
  const stalled = Array.from({ length: 3 }, () => {
    const sender = request(`${door.url}/?query=INSERT%20INTO%20otel_logs%20FORMAT%20Native`, {
      method: 'POST',
      headers,
    })
    sender.on('error', () => undefined)
    sender.write('half a block')
    return sender
  })
  expect(await door.text('SELECT 1')).toBe('1\n')
  for (const sender of stalled) sender.destroy()
  const metrics = () => door.app.inject({ url: '/metrics', headers: { host: 'localhost' } })
  await eventually('the count of those who went away', async () =>
    /plainsight_door_queries_total\{kind="unknown",outcome="cancelled"\} 3/.test((await metrics()).body),
  )
  expect((await metrics()).body).toMatch(/plainsight_door_running 0/)
})
