import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PlainsightError } from '../../src/errors.ts'
import { type Arena, canary, openArena } from './arena.ts'
import { type Attack, attacks } from './attacks.ts'

/**
 * Longest that an attack may last, in ms; the limit of the statement is a second, but nothing interrupts a function
 * within a block.
 */
const longest = 15_000

/**
 * Most that the process may have grown, in bytes, when all attacks are over; each may take a quarter of a GiB, and the
 * engine keeps what it may need again.
 */
const room = 3 * 2 ** 30

let arena: Arena
let before = 0
beforeAll(async () => {
  arena = await openArena({ timeoutMs: 1000, memoryBytes: 2 ** 28, answerBytes: 2 ** 26 })
  await arena.ask('SELECT count() FROM otel_traces')
  before = process.memoryUsage.rss()
})
afterAll(() => arena.close())

const attempt = async ([, sql, , params]: Attack): Promise<string> => {
  try {
    return await arena.ask(arena.aim(sql), params ? { params } : {})
  } catch (error) {
    if (!(error instanceof PlainsightError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const codes = { refused: ['SQL_REFUSED'], 'no statement': ['SQL_INVALID', 'SQL_REFUSED', 'SQL_LIMIT'] } as const

for (const [about, group] of Object.entries(attacks)) {
  describe(about, () => {
    for (const attack of group) {
      const [name, , end] = attack
      test(`${name}: ${end}`, async () => {
        const started = performance.now()
        const answer = await attempt(attack)
        expect(answer).not.toContain(canary)
        if (end !== 'bounded') expect(codes[end]).toContain(answer.split(':')[0])
        expect(performance.now() - started).toBeLessThan(longest)
      })
    }
  })
}

describe('after all attacks', () => {
  test('no file is written, no server called, no table changed', async () => {
    expect(await arena.traces()).toEqual([])
  })
  test('none of them runs any more', { timeout: 120_000 }, async () => {
    // The slowest were answered at their deadline, with the engine in the middle of a block.
    const countRunning = async () => (await arena.store.query('SELECT query FROM system.processes')).rows.length - 1
    await expect.poll(countRunning, { timeout: 120_000, interval: 500 }).toBe(0)
  })
  test('an ordinary query answers', async () => {
    expect(await arena.ask("SELECT count() FROM otel_traces WHERE ServiceName = 'shop'")).toBe('1000\n')
  })
  test('the process has not grown out of bounds', async () => {
    await expect.poll(() => process.memoryUsage.rss() - before, { timeout: 30_000 }).toBeLessThan(room)
  })
  test('there were more than two hundred', () => {
    expect(Object.values(attacks).flat().length).toBeGreaterThan(200)
  })
})
