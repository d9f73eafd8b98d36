import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogTail } from '../../src/query/logs/log-tail.ts'
import { createContext } from './context.ts'
import { insertLogs, openSeedStore, type SeedLog, type SeedStore } from './traces-logs-seed.ts'

let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
})
afterAll(() => seed.close())

const context = () => createContext(seed.store)

const nowNs = (ago = 0): bigint => BigInt(Date.now() - ago) * 1_000_000n

const line = (body: string, ns = nowNs(), service = 'shop'): SeedLog => ({
  ns,
  traceId: '',
  spanId: '',
  service,
  level: 9,
  text: 'INFO',
  body,
  attributes: { kind: 'tail' },
})

const follow = async (filter: Parameters<typeof createLogTail>[0]) => {
  const tail = createLogTail(filter)
  await tail.start(context())
  return async (): Promise<string[]> => (await tail.poll(context())).lines.map(({ body }) => body)
}

test('what was there is not shown; what comes is, once, newest first', async () => {
  await insertLogs(seed.store, [line('before')])
  const poll = await follow({})
  expect(await poll()).toEqual([])
  await insertLogs(seed.store, [line('first', nowNs(20)), line('second', nowNs(10))])
  expect(await poll()).toEqual(['second', 'first'])
  expect(await poll()).toEqual([])
})

test('a record that comes late takes its place; twins are shown as often as they were written', async () => {
  const poll = await follow({})
  await insertLogs(seed.store, [line('on time')])
  expect(await poll()).toEqual(['on time'])
  await insertLogs(seed.store, [line('five seconds late', nowNs(5000))])
  expect(await poll()).toEqual(['five seconds late'])
  const twin = line('twin')
  await insertLogs(seed.store, [twin, twin])
  expect(await poll()).toEqual(['twin', 'twin'])
  expect(await poll()).toEqual([])
})

test('only what meets the filter is shown', async () => {
  const poll = await follow({ service: 'cart', q: 'wanted kind:tail' })
  await insertLogs(seed.store, [
    line('wanted here', nowNs(), 'cart'),
    line('wanted there'),
    line('other', nowNs(), 'cart'),
  ])
  expect(await poll()).toEqual(['wanted here'])
  await expect(follow({ q: '"open' })).rejects.toMatchObject({ code: 'QUERY_INVALID' })
})

test('keeps up with a thousand lines a second, and counts what is too much at once', async () => {
  const poll = await follow({ q: 'flood' })
  const seen: string[] = []
  for (let round = 0; round < 10; round++) {
    await insertLogs(
      seed.store,
      Array.from({ length: 500 }, (_, i) => line(`flood ${round} ${i}`, nowNs() + BigInt(i))),
    )
    seen.push(...(await poll()))
  }
  expect(new Set(seen).size).toBe(5000)
  expect(seen).toHaveLength(5000)

  const tail = createLogTail({ q: 'burst' })
  await tail.start(context())
  await insertLogs(
    seed.store,
    Array.from({ length: 2500 }, (_, i) => line(`burst ${i}`, nowNs() + BigInt(i))),
  )
  const answer = await tail.poll(context())
  expect(answer.lines).toHaveLength(2000)
  expect(answer.skipped).toBe(500)
})
