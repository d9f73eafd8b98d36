import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PlainsightError } from '../../src/errors.ts'
import type { EmbeddedStore } from '../../src/store/chdb-store.ts'
import type { ReadOnlyOptions } from '../../src/store/read-only.ts'
import { type OpenDoor, openTestDoor } from '../clickhouse-door/open-door.ts'
import { eventually } from '../eventually.ts'
import { findEngine } from './find-engine.ts'

/**
 * Runs a statement that the guard refuses today as if it had not: the engine's process is what stands behind the guard.
 */
const runUnguarded = async (hub: OpenDoor, sql: string, options: Partial<ReadOnlyOptions> = {}): Promise<string> => {
  const { body } = await (hub.store as EmbeddedStore).readOnly(sql, {
    format: 'TSV',
    settings: {},
    maxBytes: 2 ** 20,
    deadlineMs: 60_000,
    key: 'someone',
    ...options,
  })
  return Buffer.concat(await body.toArray()).toString()
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'it worked'
  } catch (error) {
    return error instanceof PlainsightError ? error.code : String(error)
  }
}

const enginePid = (): Promise<number> => eventually('an engine', () => findEngine(process.pid))

/**
 * Thirty conditions of two alternatives each under a join: the engine multiplies them out while it plans, beyond every
 * limit of a query.
 */
const toMemoryBomb = (seed: number): string =>
  `SELECT ${seed} FROM numbers(10) AS a JOIN numbers(10) AS b ON ${Array.from(
    { length: 30 },
    (_, index) => `(a.number = b.number + ${index} OR a.number = b.number * ${index})`,
  ).join(' AND ')}`

/** Looks from every place of a text to its end, within one row, so that nothing interrupts it. */
const endless = "SELECT countMatches(repeat('a', 1000000), 'a.*b|a')"

let hub: OpenDoor
beforeAll(async () => {
  hub = await openTestDoor({ engineMemoryBytes: 1.5 * 2 ** 30 })
})
afterAll(() => hub?.close())

const askPage = () => hub.app.inject({ url: '/api/query/private/services?from=1700000000000&to=1700003600000' })

const isReady = async (): Promise<boolean> => (await hub.app.inject({ url: '/readyz' })).statusCode === 200

const countRestarts = async (reason: string): Promise<number> => {
  const { body } = await hub.app.inject({ url: '/metrics' })
  const line = `plainsight_engine_restarts_total{reason="${reason}"} `
  return Number(
    body
      .split('\n')
      .find((each) => each.startsWith(line))
      ?.slice(line.length),
  )
}

/** Statements of users that the engine runs now. */
const runningStatements = async (): Promise<number> => {
  const { rows } = await hub.store.query<{ n: string }>(
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%INTO OUTFILE%' AND query NOT LIKE '%system.processes%'",
  )
  return Number(rows[0]?.n)
}

/** Ends the engine by what is given, and waits until another one answers the page. */
const outlive = async (end: (pid: number) => unknown): Promise<void> => {
  const before = await enginePid()
  end(before)
  await eventually('another engine', () => {
    const pid = findEngine(process.pid)
    return pid !== undefined && pid !== before
  })
  await eventually('an answer of the page', async () => (await askPage()).statusCode === 200)
  expect(await isReady()).toBe(true)
}

describe('The embedded store', () => {
  test('runs where nothing of the hub’s environment is, so that no statement can reach a secret', async () => {
    const environment = readFileSync(`/proc/${await enginePid()}/environ`, 'utf8')
    expect(environment.split('\0').filter(Boolean)).toEqual(['UV_THREADPOOL_SIZE=16'])
  })

  test.each([
    ['that was killed', 'SIGKILL', 'killed'],
    ['with a fault in its code', 'SIGSEGV', 'hang'],
    ['that stands still', 'SIGSTOP', 'hang'],
  ] as const)('%s is replaced, counted and told, and the page answers again', async (_what, signal, reason) => {
    const before = await countRestarts(reason)
    const told = hub.logged.length
    await outlive((pid) => process.kill(pid, signal))
    expect(await countRestarts(reason)).toBe(before + 1)
    expect(hub.logged.slice(told).join('')).toContain(`"reason":"${reason}"`)
  })

  test('ignores the signals of a terminal: when it ends is for the hub to say', async () => {
    const pid = await enginePid()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal)
    expect((await askPage()).statusCode).toBe(200)
    expect(await enginePid()).toBe(pid)
  })

  test('that ends under a question of the page says so, and when to ask again', async () => {
    const pid = await enginePid()
    process.kill(pid, 'SIGSTOP')
    const [queries, pings] = [vi.spyOn(hub.store, 'query'), vi.spyOn(hub.store, 'ping')]
    onTestFinished(() => void vi.restoreAllMocks())
    const asked = askPage()
    const ready = hub.app.inject({ url: '/readyz' })
    await eventually('both at the store', () => queries.mock.calls.length > 0 && pings.mock.calls.length > 0)
    await nextTurn()
    process.kill(pid, 'SIGKILL')
    const answer = await asked
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json()).toMatchObject({ error: { code: 'ENGINE_RESTARTING' } })
    expect((await ready).statusCode).toBe(503)
    await eventually('an answer of the page', async () => (await askPage()).statusCode === 200)
  })
})

describe('A statement of a user', () => {
  test('that needs more memory than the engine may have costs a second of answers, and is refused when it comes again', async () => {
    const before = await countRestarts('memory')
    expect(await codeOf(runUnguarded(hub, toMemoryBomb(1)))).toBe('ENGINE_RESTARTING')
    await eventually('an answer of the page', async () => (await askPage()).statusCode === 200)
    expect(await countRestarts('memory')).toBe(before + 1)
    expect(await codeOf(runUnguarded(hub, toMemoryBomb(1), { key: 'someone else' }))).toBe('SQL_ENDED_ENGINE')
    expect(await runUnguarded(hub, 'SELECT 1')).toBe('1\n')
  })

  test('that does not yield when its time is over is ended with its engine; its key is suspended the second time, and no other', async () => {
    const before = await countRestarts('overdue')
    const told = hub.logged.length
    await codeOf(runUnguarded(hub, endless, { deadlineMs: 200, settings: { max_execution_time: 1 } }))
    await eventually('the end of the engine', async () => (await countRestarts('overdue')) === before + 1)
    expect(await codeOf(runUnguarded(hub, 'SELECT 2'))).toBe('KEY_SUSPENDED')
    expect(await runUnguarded(hub, 'SELECT 3', { key: 'someone else' })).toBe('3\n')
    const lines = hub.logged.slice(told).join('')
    expect(lines).toContain('"key":"someone"')
    expect(lines).toMatch(/"digest":"[0-9a-f]{12}"/)
    expect(lines).not.toContain('countMatches')
  })
})

test('Through the door, too, a key learns that its statement ended the engine, and in the end that it is suspended', async () => {
  const key = hub.makeKey('prober', ['read'])
  const toLong = (numbers: number): string =>
    `SELECT max(cityHash64(SHA256(toString(number)))) FROM numbers(${numbers})`
  const ask = async (sql: string, by = key): Promise<string> => {
    const answer = await hub.ask(sql, { key: by })
    return `${answer.status}: ${await answer.text()}`
  }
  const endUnder = async (sql: string): Promise<string> => {
    const asked = ask(sql)
    await eventually('the statement to run', async () => (await runningStatements()) > 0)
    process.kill(await enginePid(), 'SIGKILL')
    const answer = await asked
    await eventually('an answer of the page', async () => (await askPage()).statusCode === 200)
    return answer
  }
  expect(await endUnder(toLong(9e9))).toMatch(/^503: Code: 210\. .*restarting/)
  expect(await ask(toLong(9e9))).toMatch(/^403: Code: 497\. .*this statement .* blocked until 20/)
  expect(await ask('SELECT 1')).toBe('200: 1\n')
  expect(await endUnder(toLong(8e9))).toMatch(/^503: /)
  expect(await ask('SELECT 1')).toMatch(/^403: Code: 497\. .*key is suspended until 20/)
  expect(await ask('SELECT 1', hub.reader)).toBe('200: 1\n')
})
