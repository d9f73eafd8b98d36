import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAllowedFunction } from '../../src/guard/functions.ts'
import { aggregateShapes, casts, shapes, toCalls, toShort } from './adverse.ts'
import { type Arena, openArena } from './arena.ts'
import { createKillableEngine, type KillableEngine } from './killable-engine.ts'

/** Most CPU time that a function may take over one long text or list, in ms. */
const maxMs = 2_000

/** Shapes of arguments that are tried of a function that takes any. */
const maxShapes = 6

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const takes = (sql: string): Promise<boolean> =>
  arena.store.query(sql).then(
    () => true,
    () => false,
  )

type Listed = { readonly name: string; readonly is_aggregate: number }

/** Calls that may stand in one statement, to save checks; where it does not answer, each is run by itself. */
type Batch = { readonly calls: readonly string[]; readonly from: string }

const toStatement = (calls: readonly string[], from: string): string =>
  `SELECT ${calls.map((call) => `ignore(${call})`).join(', ')}${from}`

const toAggregates = async (name: string): Promise<Batch[]> => {
  const calls: string[] = []
  for (const shape of aggregateShapes)
    if (await takes(`SELECT ${name}${shape} FROM (SELECT number AS x FROM numbers(3))`)) calls.push(`${name}${shape}`)
  return [{ calls, from: ' FROM (SELECT number AS x FROM numbers(100000))' }]
}

const toBatches = async ({ name, is_aggregate }: Listed): Promise<Batch[]> => {
  if (is_aggregate) return toAggregates(name)
  const found: Batch[] = []
  let known = 0
  for (const shape of shapes) {
    if (known === maxShapes) break
    if (!(await takes(`EXPLAIN QUERY TREE SELECT \`${name}\`(${shape.map(toShort).join(', ')})`))) continue
    known += 1
    found.push({ calls: toCalls(name, shape), from: '' })
  }
  return found
}

test('no function and no cast that is allowed takes long over one long, deep or repetitive text', {
  timeout: 900_000,
}, async () => {
  const { rows } = await arena.store.query<Listed>(
    "SELECT name, is_aggregate FROM system.functions WHERE alias_to = '' ORDER BY name",
  )
  const names = rows.filter(({ name }) => isAllowedFunction(name)).values()
  const types = casts.values()
  const bad: string[] = []
  let answered = 0
  const run = async (engine: KillableEngine, { calls, from }: Batch): Promise<void> => {
    if (calls.length === 0) return
    const outcome = await engine.run(toStatement(calls, from))
    if (outcome === 'answered') answered += calls.length
    else if (calls.length > 1) for (const call of calls) await run(engine, { calls: [call], from })
    else if (outcome === 'slow' || outcome === 'crashed') bad.push(`${outcome}: ${calls[0]}`)
  }
  const work = async (): Promise<void> => {
    const engine = createKillableEngine(maxMs)
    for (const calls of types) await run(engine, { calls, from: '' })
    for (const listed of names) for (const batch of await toBatches(listed)) await run(engine, batch)
    engine.close()
  }
  await Promise.all([work(), work()])
  expect(bad).toEqual([])
  expect(answered).toBeGreaterThan(5_000)
})

test('one that does is found and killed', async () => {
  const engine = createKillableEngine(maxMs)
  expect(await engine.run('SELECT count() FROM numbers(9000000000) WHERE sipHash64(number) = 1')).toBe('slow')
  expect(await engine.run('SELECT 1')).toBe('answered')
  engine.close()
})
