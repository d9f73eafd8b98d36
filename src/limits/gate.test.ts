import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

it('lets two run at a time, each in turn, whether they succeed or fail', async () => {
  const gate = createGate(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const run = (i: number): Promise<number> =>
    gate(async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      order.push(i)
      if (i % 3 === 0) throw new Error('no')
      return i
    })
  const settled = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(run))
  expect(most).toBe(2)
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  expect(await run(7)).toBe(7)
})
