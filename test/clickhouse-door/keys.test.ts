import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSecret } from '../../src/control/key-secret.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openTestDoor({ allowedOrigins: ['https://bi.example.com'] })
})
afterAll(() => door.close())

const codeOf = (answer: Response): string | null => answer.headers.get('x-clickhouse-exception-code')

describe('a key', () => {
  test('is asked for', async () => {
    const answer = await door.ask('SELECT 1', { key: undefined })
    expect([answer.status, codeOf(answer)]).toEqual([401, '194'])
    expect(answer.headers.get('www-authenticate')).toContain('Basic')
    expect(await answer.text()).toMatch(/^Code: 194\. DB::Exception: A key is needed/)
  })

  test('is taken as basic authorisation, bearer, headers of ClickHouse, and in the address', async () => {
    const { name, secret } = door.reader
    const ways: readonly RequestInit[] = [
      { headers: { authorization: `Basic ${btoa(`${name}:${secret}`)}` } },
      { headers: { authorization: `Bearer ${secret}` } },
      { headers: { 'x-clickhouse-user': name, 'x-clickhouse-key': secret } },
    ]
    for (const way of ways) expect(await (await fetch(`${door.url}/?query=SELECT%201`, way)).text()).toBe('1\n')
    expect(await (await fetch(`${door.url}/?query=SELECT%201&user=${name}&password=${secret}`)).text()).toBe('1\n')
  })

  test.each([
    ['a wrong secret', () => ({ name: 'reader', secret: createSecret() })],
    ['a name that nobody has', () => ({ name: 'nobody', secret: createSecret() })],
    ["another key's name", () => ({ name: 'writer', secret: door.reader.secret })],
    ['no secret', () => ({ name: 'reader', secret: '' })],
    ['no name', () => ({ name: '', secret: door.reader.secret })],
    ['a name of another alphabet', () => ({ name: 'dé\u0007fault', secret: 'x' })],
  ])('is refused with %s, in one sentence for all', async (_what, toKey) => {
    const answer = await door.ask('SELECT 1', { key: toKey() })
    expect([answer.status, codeOf(answer)]).toEqual([403, '516'])
    expect(await answer.text()).toMatch(
      /^Code: 516\. DB::Exception: [\w.?-]*: Authentication failed: password is incorrect, or there is no user with such name\. \(AUTHENTICATION_FAILED\)\n$/,
    )
  })

  test('that is revoked is refused from the next request on', async () => {
    const key = door.makeKey('short-lived', ['read'])
    expect(await door.text('SELECT 1', { key })).toBe('1\n')
    door.revokeKey('short-lived')
    expect((await door.ask('SELECT 1', { key })).status).toBe(403)
  })

  test('with the scope read may not write, and one with write may ask only what an exporter asks', async () => {
    const body = new Uint8Array()
    expect(codeOf(await door.ask('INSERT INTO otel_logs FORMAT Native', { body }))).toBe('497')
    const allowed = ['SELECT 1', 'DESC TABLE "plainsight"."otel_logs"', 'DESCRIBE TABLE otel_traces FORMAT Native']
    for (const sql of allowed) expect((await door.ask(sql, { key: door.writer })).status).toBe(200)
    const refused = [
      'SELECT * FROM otel_logs',
      'SELECT 1, 2',
      'SHOW TABLES',
      'DESC TABLE events',
      'SELECT 1 UNION ALL SELECT 2',
    ]
    for (const sql of refused) expect(codeOf(await door.ask(sql, { key: door.writer }))).toBe('497')
  })

  test('by GET brings no rows', async () => {
    const { name, secret } = door.writer
    const query = encodeURIComponent('INSERT INTO otel_logs FORMAT Native')
    const answer = await fetch(`${door.url}/?query=${query}&user=${name}&password=${secret}`)
    expect([answer.status, codeOf(answer)]).toEqual([403, '164'])
  })
})

test('pages of foreign web origins may not ask, even with a key, until they are allowed', async () => {
  const headers = (origin: string) => ({ headers: { origin } })
  expect((await door.ask('SELECT 1', headers('https://evil.example.com'))).status).toBe(403)
  expect((await door.ask('SELECT 1', headers('null'))).status).toBe(403)
  expect((await door.ask('SELECT 1', headers('https://bi.example.com'))).status).toBe(200)
})

test('secrets, statements and parameters are in no log and in no file', async () => {
  const canary = 'canary-7f3a9'
  const search = { param_secret: `${canary}-parameter` }
  await door.text(`SELECT {secret:String}, '${canary}-statement'`, { search })
  await door.ask(`SELECT nothing, '${canary}-failed' FROM otel_traces`, { search })
  await door.ask(`SELECT file('${canary}-refused')`)
  await door.ask('SELECT 1', { key: { name: `${canary}-user`, secret: `${canary}-secret` } })
  await fetch(`${door.url}/?query=SELECT%201&user=x&password=${canary}-address`)
  const { name, secret } = door.makeKey('logged', ['read'])
  await door.text('SELECT 1', { key: { name, secret } })
  const logged = door.logged.join('')
  expect(logged).toContain('"key":"reader","kind":"query","reason":"ACCESS_DENIED","code":497')
  expect(logged).not.toContain(canary)
  const secrets = [canary, secret, door.reader.secret, door.writer.secret]
  const files = readdirSync(door.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files) {
    const content = readFileSync(join(file.parentPath, file.name))
    for (const text of secrets) expect(content.includes(text), `${text} in ${file.name}`).toBe(false)
  }
  for (const text of secrets.slice(1)) expect(logged).not.toContain(text)
  expect(statSync(join(door.dataDir, 'control.sqlite')).mode & 0o777).toBe(0o600)
  expect(statSync(join(door.dataDir, 'door')).mode & 0o777).toBe(0o700)
})

test('figures are in /metrics', async () => {
  const metrics = await door.app.inject({ url: '/metrics', headers: { host: 'localhost' } })
  expect(metrics.body).toMatch(/plainsight_door_queries_total\{kind="query",outcome="ok"\} [1-9]/)
  expect(metrics.body).toMatch(/plainsight_door_queries_total\{kind="query",outcome="refused"\} [1-9]/)
  expect(metrics.body).toMatch(/plainsight_door_queries_total\{kind="unknown",outcome="refused"\} [1-9]/)
  expect(metrics.body).toMatch(/plainsight_door_duration_seconds_count\{kind="query",outcome="ok"\} [1-9]/)
})
