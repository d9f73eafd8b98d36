import { expect, test } from 'vitest'
import { acquireBuffer, releaseBuffer } from './buffer-pool.ts'

test('a buffer serves one block at a time, and another once it was released, by a view of a part of it too', () => {
  const first = acquireBuffer(100_000)
  const second = acquireBuffer(100_000)
  expect(second.buffer).not.toBe(first.buffer)
  releaseBuffer(first.subarray(0, 10))
  const third = acquireBuffer(90_000)
  expect(third.buffer).toBe(first.buffer)
  expect(acquireBuffer(90_000).buffer).not.toBe(third.buffer)
})

test.each([1, 16_384, 16_385, 4_194_304, 4_194_305])(
  '%i bytes fit, and do not come from Node’s shared pool',
  (bytes) => {
    const memory = acquireBuffer(bytes)
    expect(memory.length).toBeGreaterThanOrEqual(bytes)
    expect(memory.byteOffset).toBe(0)
    expect(memory.buffer.byteLength).toBe(memory.length)
  },
)

test('no more than 16 MiB wait for the next request', () => {
  const lent = Array.from({ length: 40 }, () => acquireBuffer(2 ** 20))
  for (const memory of lent) releaseBuffer(memory)
  const known = new Set(lent.map(({ buffer }) => buffer))
  const again = lent.map(() => acquireBuffer(2 ** 20)).filter(({ buffer }) => known.has(buffer))
  expect(again.length).toBeLessThanOrEqual(16)
})
