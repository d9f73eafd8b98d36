import { describe, expect, test } from 'vitest'
import { scanNewestFirst, type Window } from './newest-first.ts'

const ms = 1_000_000n
const range = { from: 0n, to: 1_000_000n * ms }

const scan = async (
  read: (window: Window) => 'enough' | 'more',
  options: { timeoutMs?: number; parts?: number } = {},
) => {
  const windows: Window[] = []
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      windows.push(window)
      return read(window)
    },
    { timeoutMs: 1_000_000, ...options },
  )
  return { windows, scanned }
}

describe('a range is read newest first', () => {
  test('to its start, without a gap, in windows that widen while they are quick', async () => {
    const { windows, scanned } = await scan(() => 'more')
    expect(scanned).toEqual({ reached: 0n, complete: true })
    expect(windows[0]?.to).toBe(range.to)
    for (const [index, { to }] of windows.slice(1).entries()) expect(to).toBe(windows[index]?.from)
    expect(windows.length).toBeLessThan(8)
  })

  test('until enough is found', async () => {
    const { windows, scanned } = await scan(() => 'enough')
    expect(windows).toHaveLength(1)
    expect(scanned).toEqual({ reached: windows[0]?.from, complete: false })
  })

  test('until its time is spent; what is left begins at a whole millisecond', async () => {
    const { windows, scanned } = await scan(() => 'more', { timeoutMs: 0, parts: 7 })
    expect(windows).toHaveLength(1)
    expect(scanned.complete).toBe(false)
    expect(scanned.reached % ms).toBe(0n)
  })
})
