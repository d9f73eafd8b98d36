import { describe, expect, test } from 'vitest'
import { type AxisScale, toEnds, toTicks } from './axis-ticks.ts'

const KiB = 1024
const MiB = 1024 * KiB

describe('an axis has round values', () => {
  const cases: [string, number, number, number, AxisScale, number[]][] = [
    ['by tens', 0, 540, 110, {}, [0, 200, 400]],
    ['of fractions', 0, 0.054, 110, {}, [0, 0.02, 0.04]],
    ['below zero too', -4, 9, 110, {}, [0, 5]],
    ['for bytes in powers of two', 0, 43 * MiB, 230, { steps: 'binary' }, [0, 8, 16, 24, 32, 40].map((n) => n * MiB)],
    ['for few bytes', 0, 5 * KiB, 110, { steps: 'binary' }, [0, 2 * KiB, 4 * KiB]],
    ['for seconds in what clocks show', 0, 100_000, 110, { steps: 'time' }, [0, 60_000]],
    ['for minutes', 0, 40 * 60_000, 140, { steps: 'time' }, [0, 600_000, 1_200_000, 1_800_000, 2_400_000]],
    ['for milliseconds', 0, 420, 110, { steps: 'time' }, [0, 200, 400]],
    ['for days', 0, 30 * 864e5, 110, { steps: 'time' }, [0, 10 * 864e5, 20 * 864e5, 30 * 864e5]],
    ['in the unit of its labels', 0, 0.5, 110, { factor: 60 }, [0, 10 / 60, 20 / 60, 30 / 60]],
  ]
  test.each(cases)('%s', (_name, low, high, pixels, scale, ticks) => {
    const shown = toTicks(low, high, pixels, scale)
    expect(shown).toHaveLength(ticks.length)
    for (const [index, tick] of ticks.entries()) expect(shown[index]).toBeCloseTo(tick, 9)
  })

  test('and the smallest axis has one beside zero, whatever it shows', () => {
    const spans = Array.from({ length: 400 }, (_, index) => 10 ** (index / 25 - 6))
    for (const steps of ['decimal', 'binary', 'time'] as const)
      for (const span of spans) {
        const ticks = toTicks(0, span, 48, { steps })
        expect(ticks.length, `${steps} to ${span}`).toBeGreaterThan(1)
        expect(ticks.length, `${steps} to ${span}`).toBeLessThan(5)
      }
  })
})

describe('an axis ends', () => {
  test.each([
    ['a little above the highest value', [0, 10, {}], [0, 10.8]],
    ['below the lowest, where that is negative', [-10, 10, {}], [-10.8, 10.8]],
    ['at zero, where all values are negative', [-10, -5, {}], [-10.8, 0]],
    ['at a few per cent of failures where nothing failed, and not at all of it', [0, 0, { least: 0.05 }], [0, 0.05]],
    ['above what failed where that is more', [0, 0.5, { least: 0.05 }], [0, 0.54]],
    ['somewhere, where nothing was measured', [0, 0, {}], [0, 1]],
  ] as const)('%s', (_name, [lowest, highest, scale], ends) => {
    expect(toEnds(lowest, highest, scale).map((end) => Number(end.toFixed(6)))).toEqual(ends)
  })
})
