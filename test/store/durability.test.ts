import { expect, test } from 'vitest'
import { runDurability } from './durability.ts'
import { createFolder } from './folders.ts'

test('The hub is killed ten times under load: no acknowledged span is lost, none is there twice', {
  timeout: 300_000,
}, async () => {
  const { rounds, total, rollup, traces } = await runDurability({ folder: createFolder(), rounds: 10 })
  expect(total).toMatchObject({ lost: 0, doubled: 0 })
  expect(rounds).toHaveLength(10)
  expect(total.acknowledged).toBeGreaterThan(1000)
  expect({ rollup, traces }).toEqual({ rollup: total.found, traces: total.found })
})
