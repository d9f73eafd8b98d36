import { expect, test } from 'vitest'
import { runDurability } from './durability.ts'
import { toTotal } from './durability-count.ts'
import { createFolder } from './folders.ts'

test('Hub, engine or both are killed twelve times under load: no acknowledged span, log record or metric point is lost, none is there twice', {
  timeout: 300_000,
}, async () => {
  const { rounds, tables, rollup, traces, entries, backMs } = await runDurability({
    folder: createFolder(),
    rounds: 12,
  })
  for (const tally of tables) {
    expect(tally).toMatchObject({ lost: 0, doubled: 0 })
    expect(tally.acknowledged, tally.table).toBeGreaterThan(200)
  }
  expect(rounds).toHaveLength(12)
  expect(backMs).toHaveLength(4)
  expect(toTotal(rounds).lost).toBe(0)
  const spans = tables.find(({ table }) => table === 'otel_traces')!.found
  expect({ rollup, traces, entries }).toEqual({ rollup: spans, traces: spans, entries: spans })
})
