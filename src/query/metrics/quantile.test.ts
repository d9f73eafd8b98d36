import { expect, test } from 'vitest'
import { type Bucket, toQuantile } from './quantile.ts'

const buckets: readonly Bucket[] = [
  [0, 1, 50],
  [1, 2, 40],
  [2, 4, 10],
]

/** The same 100 values as two senders count them, with other bounds. */
const overlapping: readonly Bucket[] = [...buckets, [0, 1.5, 70], [1.5, 4, 30]]

const cases: [string, readonly Bucket[], number, number | null][] = [
  ['the middle stands at the end of the first half', buckets, 0.5, 1],
  ['values are spread evenly inside a bucket', buckets, 0.7, 1.5],
  ['the last bucket', buckets, 0.95, 3],
  ['everything', buckets, 1, 4],
  ['order does not matter', buckets.toReversed(), 0.95, 3],
  ['a bucket without width is its bound', [[0, 0, 5]], 0.5, 0],
  ['nothing counted', [], 0.5, null],
  ['buckets of other bounds are cut at each bound', overlapping, 0.5, 1 + 1 / 26],
]
test.each(cases)('%s', (_name, given, share, expected) => {
  const value = toQuantile(given, share)
  if (expected === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(expected)
})

test('in exponential buckets the middle is that of the logarithm, on both sides of zero', () => {
  expect(toQuantile([[1, 4, 10]], 0.5, 'exponential')).toBeCloseTo(2)
  expect(toQuantile([[-4, -1, 10]], 0.5, 'exponential')).toBeCloseTo(-2)
  expect(
    toQuantile(
      [
        [0, 0, 10],
        [1, 4, 10],
      ],
      0.5,
      'exponential',
    ),
  ).toBe(0)
})
