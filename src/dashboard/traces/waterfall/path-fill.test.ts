import { expect, test } from 'vitest'
import { toPathFill } from './path-fill.ts'

const whole = { from: 0, to: 100 }

test('a bar that is on the path from end to end is told apart from one that is there in parts', () => {
  expect(toPathFill(whole, [{ from: 0, to: 100 }])).toBe('all')
  expect(
    toPathFill(whole, [
      { from: 50, to: 100 },
      { from: 0, to: 50 },
    ]),
  ).toBe('all')
  expect(toPathFill(whole, [{ from: 200, to: 300 }])).toBeUndefined()
  expect(toPathFill(whole, [])).toBeUndefined()
})

test('the parts run from left to right, and each can be seen', () => {
  expect(
    toPathFill(whole, [
      { from: 60, to: 60.001 },
      { from: 10, to: 20 },
    ]),
  ).toBe('linear-gradient(90deg,#0000 10.00%,currentcolor 0 20.00%,#0000 0,#0000 60.00%,currentcolor 0 60.20%,#0000 0)')
})

test('thousands of parts are no more than can be told apart', () => {
  const parts = Array.from({ length: 10_000 }, (_, index) => ({ from: index * 10, to: index * 10 + 1 }))
  const fill = toPathFill({ from: 0, to: 100_000 }, parts)
  expect(fill === 'all' || (fill?.split('currentcolor').length ?? 0) < 300).toBe(true)
})
