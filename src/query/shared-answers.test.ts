import { expect, test, vi } from 'vitest'
import { createSharedAnswers } from './shared-answers.ts'

test('questions that are asked together read once; later ones read again', async () => {
  const { together } = createSharedAnswers()
  let readings = 0
  const ask = (key: string): Promise<number> => together(key, async () => ++readings)
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual([1, 1, 2])
  expect(await ask('a')).toBe(3)
})

test('what changes slowly is read once a while; that there is nothing yet is not kept', async () => {
  vi.useFakeTimers()
  const { lately } = createSharedAnswers()
  const ask = <T>(read: () => Promise<T>): Promise<T> => lately('a', 1000, read)
  expect(await ask(async () => undefined)).toBe(undefined)
  expect(await ask(async () => 'first')).toBe('first')
  vi.advanceTimersByTime(999)
  expect(await ask(async () => 'second')).toBe('first')
  vi.advanceTimersByTime(1)
  expect(await ask(async () => 'second')).toBe('second')
  vi.useRealTimers()
})

test('what never changes is read once', async () => {
  const { once } = createSharedAnswers()
  expect(await once('a', async () => 'first')).toBe('first')
  expect(await once('a', async () => 'second')).toBe('first')
})

test.each(['together', 'once'] as const)(
  'a failure reaches all who wait for it, and nobody later (%s)',
  async (way) => {
    const share = createSharedAnswers()[way]
    const fail = (): Promise<string> => Promise.reject(new Error('the store is unavailable'))
    const both = [share('a', fail), share('a', async () => 'unused')]
    for (const answer of both) await expect(answer).rejects.toThrow('the store is unavailable')
    expect(await share('a', async () => 'back')).toBe('back')
  },
)
