import { describe, expect, test } from 'vitest'
import { type Found, type ScanOptions, scanNewestFirst } from './newest-first.ts'
import type { Stretch } from './stretches.ts'
import type { Window } from './window.ts'

const ms = 1_000_000n
const hour = 3_600_000n * ms
const range = { from: 0n, to: 24n * hour }
const busy: readonly Stretch[] = [{ ...range, rows: 10_000_000 }]

const scan = async (read: (window: Window) => Found, options: Partial<ScanOptions> = {}) => {
  const windows: Window[] = []
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      windows.push(window)
      return read(window)
    },
    { timeoutMs: 1_000_000, stretches: busy, ...options },
  )
  return { windows, scanned }
}

/** Requests answer after answer, each with time for one window only, as on a machine that is much too slow. */
const scanInAnswers = async (read: (window: Window) => Found, stretches: readonly Stretch[]): Promise<number> => {
  let [to, first]: [bigint, bigint | undefined] = [range.to, undefined]
  for (let answers = 1; ; answers++) {
    const slow = { timeoutMs: 0, stretches, first }
    const asked = { from: range.from, to }
    const scanned = await scanNewestFirst(asked, async (window) => read(window), slow)
    if (scanned.complete) return answers
    expect(scanned.reached).toBeLessThan(to)
    ;[to, first] = [scanned.reached, scanned.width]
  }
}

describe('a range is read newest first', () => {
  test('to its start, without a gap, in windows that widen while they are quick', async () => {
    const { windows, scanned } = await scan(() => 'some')
    expect(scanned).toMatchObject({ reached: 0n, complete: true })
    expect(windows[0]?.to).toBe(range.to)
    for (const [index, { to }] of windows.slice(1).entries()) expect(to).toBe(windows[index]?.from)
    expect(windows.length).toBeLessThan(8)
  })

  test('until enough is found', async () => {
    const { windows, scanned } = await scan(() => 'enough')
    expect(windows).toHaveLength(1)
    expect(scanned).toMatchObject({ reached: windows[0]?.from, complete: false })
  })

  test('until its time is spent; what is left begins at a whole millisecond', async () => {
    const { windows, scanned } = await scan(() => 'some', { timeoutMs: 0, parts: 7 })
    expect(windows).toHaveLength(1)
    expect(scanned.complete).toBe(false)
    expect(scanned.reached % ms).toBe(0n)
  })

  test('as wide as the answer before it was', async () => {
    const { windows } = await scan(() => 'enough', { first: 2n * hour })
    expect(windows).toEqual([{ from: 22n * hour, to: 24n * hour }])
  })
})

describe('time without rows is not read', () => {
  test('when there are no rows at all', async () => {
    const { windows, scanned } = await scan(() => 'none', { stretches: [] })
    expect(windows).toEqual([])
    expect(scanned).toMatchObject({ reached: 0n, complete: true })
  })

  test.each([
    ['after the range', { from: 24n * hour, to: 25n * hour, rows: 9 }],
    ['before it', { from: -2n * hour, to: 0n, rows: 9 }],
  ])('when all lie %s', async (_name, stretch) => {
    const { windows, scanned } = await scan(() => 'none', { stretches: [stretch] })
    expect(windows).toEqual([])
    expect(scanned.complete).toBe(true)
  })

  test('between stretches, and after the newest', async () => {
    const stretches = [
      { from: 20n * hour, to: 21n * hour, rows: 1e6 },
      { from: 2n * hour, to: 3n * hour, rows: 1e6 },
    ]
    const { windows, scanned } = await scan(() => 'some', { stretches })
    expect(windows[0]?.to).toBe(21n * hour)
    expect(windows.some(({ to }) => to === 3n * hour)).toBe(true)
    expect(scanned).toMatchObject({ reached: 0n, complete: true })
  })
})

describe('however slow the machine is', () => {
  const fewAndFar = [{ from: 2n * hour, to: 2n * hour + ms, rows: 1 }]
  const even = [{ ...range, rows: 1_000_000 }]
  /** A day whose rows are in its first minute, except one in its last. */
  const uneven = [{ ...range, rows: 10_000_000 }]
  test.each<[string, readonly Stretch[], (window: Window) => Found, number]>([
    ['nothing is there', [], () => 'none', 1],
    ['one row is there, long ago', fewAndFar, () => 'some', 1],
    ['few rows are there', [{ ...range, rows: 20_000 }], () => 'some', 1],
    ['rows lie evenly and few are found', even, () => 'some', 55],
    ['rows lie evenly and none is found', even, () => 'none', 6],
    ['rows lie at the far end of the day', uneven, ({ from }) => (from === 0n ? 'some' : 'none'), 6],
  ])('a range takes few answers when %s', async (_name, stretches, read, most) => {
    expect(await scanInAnswers(read, stretches)).toBeLessThanOrEqual(most)
  })
})
