import { expect, test } from 'vitest'
import type { RowBlock } from '../row-block.ts'
import { createGroupCommit } from './group-commit.ts'

const block: RowBlock = { table: 'otel_logs', bytes: Buffer.from('rows'), rows: 1, day: 1, digest: new Uint8Array(20) }

test('a block after a pause is written at once; those that follow wait for one another', async () => {
  const groups: number[] = []
  let last: Promise<unknown> = Promise.resolve()
  const { write } = createGroupCommit({
    commitMs: 100,
    inTurn: (task) => {
      const run = last.then(task)
      last = run
      return run
    },
    writeTable: async (_table, blocks) => void groups.push(blocks.length),
  })
  const started = performance.now()
  await write(block)
  expect(performance.now() - started).toBeLessThan(100)
  await Promise.all([write(block), write(block), write(block)])
  expect(groups).toEqual([1, 3])
})
