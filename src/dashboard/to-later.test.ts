import { describe, expect, test } from 'vitest'
import { toLater } from './to-later.ts'

describe('an earlier time is laid over a later one', () => {
  const axis = (first: number, step: number, count: number) => ({
    step,
    t: Array.from({ length: count }, (_, index) => first + index * step),
  })
  test.each([
    ['a day', axis(86_400, 60, 3), axis(0, 60, 3), 86_400, [1, 2, 3]],
    ['with steps that begin elsewhere', axis(100, 10, 3), axis(4, 10, 4), 93, [1, 2, 3]],
    ['with wider steps', axis(120, 15, 8), axis(0, 60, 2), 120, [1, 1, 1, 1, 2, 2, 2, 2]],
    ['where it has no points', axis(120, 60, 3), axis(60, 60, 1), 60, [null, null, null]],
  ])('%s', (_name, later, earlier, shift, expected) => {
    const values = earlier.t.map((_, index) => index + 1)
    const shown = toLater(later, earlier, values, shift * 1000)
    expect(shown).toEqual(expected[0] === null ? [1, null, null] : expected)
  })
})
