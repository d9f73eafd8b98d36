import { expect, it } from 'vitest'
import { createGate, createSemaphore, places } from './semaphore.ts'

it('lets two run at a time, each in turn, whether they succeed or fail', async () => {
  const gate = createGate(places(2))
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

it('lends each thing to one user at a time, and gives up after a while or when too many wait', async () => {
  const semaphore = createSemaphore(['a', 'b'], { maxWaiting: 1 })
  const first = await semaphore.acquire()
  const second = await semaphore.acquire()
  expect([first?.thing, second?.thing].toSorted()).toEqual(['a', 'b'])
  expect(await semaphore.acquire(1)).toBeUndefined()
  const third = semaphore.acquire()
  expect(await semaphore.acquire()).toBeUndefined()
  second?.release()
  second?.release()
  expect((await third)?.thing).toBe(second?.thing)
  expect(await semaphore.acquire(1)).toBeUndefined()
  first?.release()
  expect(semaphore.isIdle()).toBe(false)
  const lease = await third
  lease?.release()
  expect(semaphore.isIdle()).toBe(true)
})
