import { expect, test } from 'vitest'
import { toSlices } from './metric-slices.ts'

const params = { from: 1005, to: 2005, begin: 705, until: 2305, step: 10, metric: 'm' }

test('few points are read at once', () => {
  expect(toSlices(params, 1000)).toEqual([params])
})

test('many are read in slices that begin at whole steps, with what lies around each', () => {
  expect(toSlices(params, 900, 300)).toEqual([
    { ...params, to: 1340, until: 1640 },
    { ...params, from: 1340, to: 1680, begin: 1040, until: 1980 },
    { ...params, from: 1680, begin: 1380 },
  ])
})

test('no slice is narrower than a step', () => {
  expect(toSlices({ ...params, step: 600 }, 1e9, 1).map(({ from, to }) => [from, to])).toEqual([
    [1005, 1200],
    [1200, 1800],
    [1800, 2005],
  ])
})
