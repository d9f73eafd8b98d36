import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAllowedFunction } from '../../src/guard/functions.ts'
import { zonePlaces } from '../../src/guard/zone-places.ts'
import { type Arena, openArena } from './arena.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const values = ['now64(3)', "'2020-01-01 00:00:00'", '1', 'INTERVAL 1 DAY']

/** What may stand before a time zone: up to two values of each kind, and what functions of more arguments take. */
const before: readonly (readonly string[])[] = [
  [],
  ...values.map((value) => [value]),
  ...values.flatMap((first) => values.map((second) => [first, second])),
  ["'day'", 'now()'],
  ["toUUID('018f05c9-4ab8-7b86-b64e-c9f03fbd45d1')"],
  ['toUInt64(1)', '1'],
  ["'day'", 'now()', 'now()'],
  ['now()', 'INTERVAL 1 DAY', 'now()'],
  ['now()', 'INTERVAL 1 DAY', 'INTERVAL 2 DAY'],
  ['2020', '1', '1', '1', '1', '1'],
  ['2020', '1', '1', '1', '1', '1', '0', '3'],
]

test('every function that reads a time zone is known, with the places where', { timeout: 120_000 }, async () => {
  const { rows } = await arena.store.query<{ name: string }>(
    'SELECT name FROM system.functions WHERE NOT is_aggregate ORDER BY name',
  )
  const tries = rows
    .filter(({ name }) => isAllowedFunction(name))
    .flatMap(({ name }) => before.map((given) => ({ name, given })))
    .values()
  const read = new Set<string>()
  const unknown: string[] = []
  const attempt = async ({ name, given }: { name: string; given: readonly string[] }): Promise<void> => {
    const call = `\`${name}\`(${[...given, "'no/zone'"].join(', ')})`
    const error = await arena.store.query(`EXPLAIN QUERY TREE SELECT ${call}`).then(
      () => '',
      ({ cause }) => String(cause),
    )
    if (!error.includes('load time zone no/zone')) return
    read.add(name)
    if (!zonePlaces(name).includes(given.length)) unknown.push(call)
  }
  const work = async (): Promise<void> => {
    for (const one of tries) await attempt(one)
  }
  await Promise.all([work(), work(), work()])
  expect(unknown).toEqual([])
  expect(read.size).toBeGreaterThan(150)
})
