import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toFrames } from '../../src/door/wire/frames.ts'
import { eventually } from '../eventually.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { sendToTheEnd } from '../talkative-sender.ts'
import { type OpenDoor, openTestDoor } from './open-door.ts'
import { logs, metrics, traces } from './otlp-samples.ts'

let door: OpenDoor
/** One that connects and says nothing, while all the others are served. */
let silent: Socket
/** Blocks as clickhouse-go and the engine write them: with dictionaries, maps and lists within lists. */
const bodies: Record<string, Uint8Array> = {}
const tables = ['otel_traces', 'otel_logs', 'otel_metrics_exponential_histogram', 'otel_metrics_summary']

const countRows = async (table: string): Promise<number> => {
  const { rows } = await door.store.query<{ n: string }>(`SELECT count() AS n FROM ${table}`)
  return Number(rows[0]?.n)
}

const insert = (table: string, body: Uint8Array, search: Readonly<Record<string, string>> = {}): Promise<Response> =>
  door.ask(`INSERT INTO ${table} FORMAT Native`, { key: door.writer, body, search })

beforeAll(async () => {
  door = await openTestDoor({ maxBodyBytes: 2_000_000, maxInflatedBytes: 4_000_000 })
  silent = connect(door.port, '127.0.0.1')
    .on('error', () => undefined)
    .resume()
  await keepForEver(door.store)
  for (const [signal, payload] of Object.entries({ traces, logs, metrics }))
    await door.app.inject({ method: 'POST', url: `/v1/${signal}`, headers: { host: 'localhost' }, payload })
  for (const table of tables) {
    await eventually(`rows of ${table}`, async () => (await countRows(table)) > 0 || undefined)
    bodies[table] = await (await door.ask(`SELECT * FROM ${table} FORMAT Native`)).bytes()
  }
})
afterAll(() => door.close())

/** The same series every time. */
const createChance = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const mutate = (body: Uint8Array, chance: (below: number) => number): Uint8Array => {
  const at = chance(body.length)
  const copy = Buffer.from(body)
  switch (chance(6)) {
    case 0:
      return copy.subarray(0, at)
    case 1:
      copy[at] = chance(256)
      return copy
    case 2:
      copy.fill(0xff, at, Math.min(at + 8, copy.length))
      return copy
    case 3:
      copy.fill(0, at, Math.min(at + 8, copy.length))
      return copy
    case 4:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(chance(body.length))])
    default:
      return Buffer.concat([copy.subarray(0, at), Buffer.alloc(chance(40), chance(256)), copy.subarray(at)])
  }
}

test.each(tables)('a whole block of %s is written', async (table) => {
  const before = await countRows(table)
  const answer = await insert(table, bodies[table]!)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  const added = (await countRows(table)) - before
  expect(added).toBeGreaterThan(0)
  expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ written_rows: String(added) })
})

test.each(tables)('250 damaged blocks of %s: each is refused whole, or was still a block', async (table) => {
  const chance = createChance(table.length)
  let refused = 0
  for (let round = 0; round < 250; round++) {
    const before = await countRows(table)
    const answer = await insert(table, mutate(bodies[table]!, chance))
    const text = await answer.text()
    expect([200, 400], text).toContain(answer.status)
    const written = Number(JSON.parse(answer.headers.get('x-clickhouse-summary') ?? '{}').written_rows ?? 0)
    if (answer.status === 400) {
      refused++
      expect(await countRows(table)).toBe(before)
      expect(text).not.toContain(door.dataDir)
    } else expect((await countRows(table)) - before).toBeLessThanOrEqual(written)
  }
  expect(refused).toBeGreaterThan(100)
  expect(await door.text('SELECT 1')).toBe('1\n')
  expect(readdirSync(join(door.dataDir, 'door'))).toEqual([])
})

test('a body that becomes too large is refused while it inflates', async () => {
  const bomb = await new Response(
    new Blob([new Uint8Array(50_000_000)]).stream().pipeThrough(new CompressionStream('gzip')),
  ).bytes()
  const answer = await door.ask('INSERT INTO otel_logs FORMAT Native', {
    key: door.writer,
    body: bomb,
    headers: { 'content-encoding': 'gzip' },
  })
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('QUERY_IS_TOO_LARGE')])
})

test('a frame that claims a gigabyte is refused before anything is made for it', async () => {
  const frame = Buffer.alloc(64)
  frame[16] = 0x82
  frame.writeUInt32LE(48, 17)
  frame.writeUInt32LE(1_000_000_000, 21)
  const answer = await insert('otel_logs', frame, { decompress: '1' })
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('QUERY_IS_TOO_LARGE')])
})

const head = (rows: number): number[] => [1, rows, 9, ...Buffer.from('Timestamp'), 13, ...Buffer.from('DateTime64(9)')]
const toBlock = (days: readonly number[]): Uint8Array => {
  const times = Buffer.alloc(days.length * 8)
  days.forEach(
    (day, index) => void times.writeBigInt64LE(BigInt(Date.now() - day * 86_400_000) * 1_000_000n, index * 8),
  )
  return Buffer.concat([Uint8Array.from(head(days.length)), times])
}
const count = (length: number): number[] => Array.from({ length }, (_, index) => index)

test.each([
  ['a head without rows', () => Uint8Array.from(head(0)), 400],
  ['a head without rows before a block', () => Buffer.concat([Uint8Array.from(head(0)), toBlock([0])]), 400],
  ['a block before a head without rows', () => Buffer.concat([toBlock([1]), Uint8Array.from(head(0))]), 400],
  ['a hundred thousand heads', () => Buffer.concat(Array(60_000).fill(Uint8Array.from(head(0)))), 400],
  ['a million empty blocks', () => new Uint8Array(2_000_000), 400],
  ['a block and its end', () => Buffer.concat([toBlock([2]), Uint8Array.from([0, 0])]), 200],
  ['rows of a hundred days', () => toBlock(count(100)), 400],
  ['rows of a thousand days in many blocks', () => Buffer.concat(count(900).map((day) => toBlock([day]))), 400],
])('%s: answered at once', async (_what, toBody, status) => {
  const started = performance.now()
  const answer = await door.ask('INSERT INTO otel_logs (Timestamp) FORMAT Native', { key: door.writer, body: toBody() })
  expect([answer.status, await answer.text()]).toEqual([
    status,
    status === 200 ? '' : expect.stringContaining('INCORRECT_DATA'),
  ])
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('frames of a byte each are refused before they are unpacked, and large ones are unpacked in a thread of their own', async () => {
  const [frame] = toFrames(Buffer.from(' '))
  const many = await insert('otel_logs', Buffer.concat(Array(30_000).fill(frame)), { decompress: '1' })
  expect([many.status, await many.text()]).toEqual([400, expect.stringContaining('too many small frames')])
  const body = Buffer.concat([...toFrames(new Uint8Array(1_900_000))])
  const large = await insert('otel_logs', body, { decompress: '1' })
  expect([large.status, await large.text()]).toEqual([400, expect.stringContaining('INCORRECT_DATA')])
  const whole = Buffer.concat([...toFrames(bodies.otel_logs!)])
  expect((await insert('otel_logs', whole, { decompress: '1' })).status).toBe(200)
})

test('a key that may only read sends no more than a statement', async () => {
  const answer = await door.ask('SELECT 1', { body: new Uint8Array(2 ** 21 + 1).fill(32) })
  expect(answer.status).toBe(413)
})

test('a body that is too large as sent is not read', async () => {
  const answer = await insert('otel_logs', new Uint8Array(3_000_000))
  expect(answer.status).toBe(413)
})

test('a sender of a stream that is too large gets the answer while it still sends', async () => {
  const { name, secret } = door.writer
  const headers = { authorization: `Basic ${btoa(`${name}:${secret}`)}` }
  const sender = request(`${door.url}/?query=INSERT%20INTO%20otel_logs%20FORMAT%20Native`, { method: 'POST', headers })
  const timer = setInterval(() => sender.write(new Uint8Array(1_000_000)), 1)
  const [answer] = (await once(sender, 'response')) as [IncomingMessage]
  expect([answer.statusCode, await text(answer)]).toEqual([413, expect.stringContaining('QUERY_IS_TOO_LARGE')])
  clearInterval(timer)
  sender.destroy()
})

const insertPath = '/?query=INSERT%20INTO%20otel_logs%20FORMAT%20Native'

test.each([
  ['a stream that is too large', 413, 'QUERY_IS_TOO_LARGE', insertPath, () => door.writer.secret],
  ['a stream with a wrong key', 403, 'AUTHENTICATION_FAILED', insertPath, () => 'wrong'],
  ['a stream to another address', 404, 'There is nothing here', '/insert', () => door.writer.secret],
])('who sends all of %s before it reads gets the %i', async (_what, status, sentence, path, secret) => {
  const authorization = `Basic ${btoa(`writer:${secret()}`)}`
  const answer = await sendToTheEnd(door.port, path, { authorization, connection: 'close' })
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(answer).toContain(sentence)
})

test.each([
  ['INSERT INTO otel_logs FORMAT JSONEachRow', 403],
  ['INSERT INTO otel_logs VALUES (1)', 403],
  ['INSERT INTO entry_spans FORMAT Native', 403],
  ['INSERT INTO system.otel_logs FORMAT Native', 403],
  ["INSERT INTO FUNCTION file('/tmp/x', 'Native') FORMAT Native", 403],
  ['INSERT INTO otel_logs SELECT * FROM otel_logs FORMAT Native', 403],
  ["INSERT INTO otel_logs FROM INFILE '/etc/passwd' FORMAT Native", 403],
  ['INSERT INTO otel_logs (Body, Nothing) FORMAT Native', 400],
  ['INSERT INTO otel_logs (Body, Body) FORMAT Native', 400],
])('%s is refused with %i', async (sql, status) => {
  const answer = await door.ask(sql, { key: door.writer, body: bodies.otel_logs! })
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(/^Code: /)])
})

test('who connects and says nothing is cut off within seconds', { timeout: 30_000 }, async () => {
  if (!silent.closed) await once(silent, 'close')
  expect(silent.closed).toBe(true)
})
