import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilRunning } from '../engine/until-running.ts'
import { type Arena, openArena } from './arena.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena({ timeoutMs: 1500, maxRows: 100_000, answerBytes: 2 ** 24, memoryBytes: 2 ** 28, waiting: 3 })
})
afterAll(() => arena.close())

const endless = 'SELECT count() FROM numbers(9000000000) WHERE sipHash64(number) = 1'
const run = (sql: string, more = {}) => arena.sql.run({ sql, key: 'test', format: 'TabSeparated', ...more })

describe('an answer that is cut', () => {
  test('says so at once when it is short', async () => {
    const { cut, body, done } = await run('SELECT number FROM numbers(200)', { settings: { max_result_rows: '10' } })
    expect(cut).toBe(true)
    body.destroy()
    await done.catch(() => {})
  })
  test('says so at its end when it is long', async () => {
    const { body, done } = await run('SELECT number FROM numbers(10000000)')
    let bytes = 0
    for await (const chunk of body) bytes += chunk.length
    const { rows, cut } = await done
    expect(cut).toBe(true)
    expect(rows).toBeGreaterThan(100_000)
    expect(rows).toBeLessThan(250_000)
    expect(bytes).toBeGreaterThan(500_000)
  })
  test('says nothing when it is whole', async () => {
    const { cut, body } = await run('SELECT number FROM numbers(100000)')
    expect(cut ?? false).toBe(false)
    body.destroy()
  })
})

describe('a statement beyond a limit', () => {
  test('of time ends with an error that says which', async () => {
    await expect(run(endless)).rejects.toMatchObject({ code: 'SQL_LIMIT', facts: { limit: 'run time' } })
  })
  test('of memory too', async () => {
    await expect(run('SELECT groupArray(number) FROM numbers(10000000000)')).rejects.toMatchObject({
      code: 'SQL_LIMIT',
      facts: { limit: 'memory' },
    })
  })
  test('of bytes breaks off in the middle of its answer', async () => {
    const { body, done } = await run("SELECT toLowCardinality(repeat('a', 100000)) FROM numbers(50000)")
    const read = async (): Promise<void> => {
      for await (const _ of body);
    }
    await expect(read()).rejects.toMatchObject({ code: 'SQL_LIMIT' })
    await expect(done).rejects.toMatchObject({ code: 'SQL_LIMIT' })
  })
  test('that the client lowers ends earlier', async () => {
    const started = performance.now()
    await expect(run(endless, { settings: { max_execution_time: '0.3' } })).rejects.toMatchObject({ code: 'SQL_LIMIT' })
    expect(performance.now() - started).toBeLessThan(1200)
  })
  test('that the client would raise stays', async () => {
    const started = performance.now()
    await expect(run(endless, { settings: { max_execution_time: '600' } })).rejects.toMatchObject({ code: 'SQL_LIMIT' })
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('a reader', () => {
  test('who goes away frees the place when the engine is done', async () => {
    const { body, done } = await run("SELECT repeat('a', 1000) FROM numbers(100000)")
    body.destroy()
    await expect(done).rejects.toMatchObject({ code: 'SQL_LIMIT' })
    expect(await arena.ask('SELECT 1')).toBe('1\n')
  })
  test('who reads nothing is left at the deadline', { timeout: 30_000 }, async () => {
    const { body, done } = await run("SELECT repeat('a', 100) FROM numbers(90000)")
    const failed = new Promise((resolve) => body.once('error', resolve))
    expect(await failed).toMatchObject({ code: 'SQL_LIMIT' })
    await expect(done).rejects.toMatchObject({ code: 'SQL_LIMIT' })
    expect(await arena.ask('SELECT 1')).toBe('1\n')
  })
})

describe('many statements at a time', () => {
  test('wait for each other, and too many of one key are refused', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => arena.ask(endless, { key: 'greedy' })))
    const codes = all.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered')).sort()
    expect(codes).toEqual([...Array(3).fill('SQL_BUSY'), ...Array(5).fill('SQL_LIMIT')])
  })
  test('keep neither the page nor writing waiting', async () => {
    const running = Promise.allSettled(Array.from({ length: 4 }, () => arena.ask(endless, { key: 'greedy' })))
    await untilRunning(arena.store, 2, '9000000000')
    const started = performance.now()
    await arena.store.query('SELECT count() FROM otel_traces')
    await arena.store.command("INSERT INTO otel_logs (Body) VALUES ('while others run')")
    expect(performance.now() - started).toBeLessThan(1000)
    await running
  })
})
