import { expect, test } from 'vitest'
import { lendMemory, takeBackMemory } from './block-memory.ts'

test('memory is lent to one at a time, and again once it was given back, though only a part of it was used', () => {
  const first = lendMemory(100_000)
  const second = lendMemory(100_000)
  expect(second.buffer).not.toBe(first.buffer)
  takeBackMemory(first.subarray(0, 10))
  const third = lendMemory(90_000)
  expect(third.buffer).toBe(first.buffer)
  expect(lendMemory(90_000).buffer).not.toBe(third.buffer)
})

test.each([1, 16_384, 16_385, 4_194_304, 4_194_305])(
  '%i bytes fit, and do not come from Node’s shared pool',
  (bytes) => {
    const memory = lendMemory(bytes)
    expect(memory.length).toBeGreaterThanOrEqual(bytes)
    expect(memory.byteOffset).toBe(0)
    expect(memory.buffer.byteLength).toBe(memory.length)
  },
)

test('no more than 16 MiB wait for the next request', () => {
  const lent = Array.from({ length: 40 }, () => lendMemory(2 ** 20))
  for (const memory of lent) takeBackMemory(memory)
  const known = new Set(lent.map(({ buffer }) => buffer))
  const again = lent.map(() => lendMemory(2 ** 20)).filter(({ buffer }) => known.has(buffer))
  expect(again.length).toBeLessThanOrEqual(16)
})
