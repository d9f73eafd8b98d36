import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDay,
  formatDuration,
  formatDurations,
  formatRate,
  formatShare,
  formatThings,
  formatUnit,
  formatUnits,
  formatWhole,
  toDurationUnit,
} from './format.ts'

describe('numbers as people read them', () => {
  const cases: [string, string, string][] = [
    ['every digit of a whole number', formatWhole(1_234_567), '1,234,567'],
    ['a small whole number', formatWhole(999), '999'],
    ['the day of this year', formatDay(new Date(new Date().getFullYear(), 8, 5).getTime()), '5 Sep'],
    ['the day of another year', formatDay(new Date(1999, 0, 31).getTime()), '31 Jan 1999'],
    ['days without end', formatDuration(864e5 * 12_345), '12,345 d'],
    ['a small count', formatCount(1234), '1,234'],
    ['a large count', formatCount(12_345), '12.3k'],
    ['millions', formatCount(4_560_000), '4.56M'],
    ['nothing known', formatCount(null), '–'],
    ['not a number', formatDuration(Number.NaN), '–'],
    ['nanoseconds', formatDuration(0.0005), '500 ns'],
    ['microseconds', formatDuration(0.84), '840 µs'],
    ['milliseconds', formatDuration(12.34), '12.3 ms'],
    ['seconds', formatDuration(1240), '1.24 s'],
    ['minutes', formatDuration(186_000), '3.1 min'],
    ['one span', formatThings(1, 'span'), '1 span'],
    ['no spans', formatThings(0, 'span'), '0 spans'],
    ['many queries', formatThings(12_345, 'query'), '12.3k queries'],
    ['series', formatThings(1, 'series', 'series'), '1 series'],
    ['hours', formatDuration(36e5), '1 h'],
    ['a duration in the unit of its column', formatDuration(3760, toDurationUnit([5.07, 3760])), '3,760 ms'],
    ['a long one among long ones', formatDuration(500, toDurationUnit([500, 200_000])), '0.5 s'],
    ['a short one among longer ones', formatDuration(0.09, toDurationUnit([0.09, 40])), '0.09 ms'],
    ['a very short one among long ones', formatDuration(5, toDurationUnit([5, 200_000])), '0.005 s'],
    ['one of its own', formatDuration(0.84, toDurationUnit([0.84])), '840 µs'],
    ['a column without durations', formatDuration(null, toDurationUnit([null])), '–'],
    ['more than before', formatChange(112, 100), '+12%'],
    ['less than before', formatChange(50, 100), '−50%'],
    ['as before', formatChange(100.1, 100), '±0%'],
    ['many times as much', formatChange(1400, 100), '×14'],
    ['something where nothing was', formatChange(3, 0), 'new'],
    ['nothing any more', formatChange(null, 4), '−100%'],
    ['nothing, as before', formatChange(0, null), ''],
    ['a rate', formatRate(12.5), '12.5/s'],
    ['a rare thing in a minute', formatRate(0.05), '3/min'],
    ['what comes once an hour', formatRate(2 / 3600), '2/h'],
    ['a rate in the unit of its neighbours', formatRate(0.05, 's'), '0.05/s'],
    ['a share', formatShare(0.0245), '2.5%'],
    ['a tiny share is not nothing', formatShare(0.00001), '<0.01%'],
    ['no share at all', formatShare(0), '0%'],
    ['bytes', formatBytes(1_572_864), '1.5 MiB'],
    ['seconds as OpenTelemetry names them', formatUnit(0.25, 's'), '250 ms'],
    ['things in braces', formatUnit(3, '{request}'), '3 requests'],
    ['one of them', formatUnit(1, '{request}'), '1 request'],
    ['processes', formatUnit(2, '{process}'), '2 processes'],
    ['entries', formatUnit(2, '{entry}'), '2 entries'],
    ['things in a second', formatUnit(3, '{order}/s'), '3 orders/s'],
    ['a bare ratio', formatUnit(0.5, '1'), '0.5'],
  ]
  test.each(cases)('%s', (_name, shown, expected) => {
    expect(shown).toBe(expected)
  })
})

test('values of an axis are in one unit, zero included', () => {
  expect(formatDurations([0, 2000, 4000])).toEqual(['0 s', '2 s', '4 s'])
  expect(formatDurations([0, 500, 1000])).toEqual(['0 s', '0.5 s', '1 s'])
  expect(formatDurations([0, 20, 40])).toEqual(['0 ms', '20 ms', '40 ms'])
  expect(formatUnits([0, 0.02, 0.04], 's')).toEqual(['0 ms', '20 ms', '40 ms'])
  expect(formatUnits([0, 512 * 1024, 1024 * 1024], 'By/s')).toEqual(['0 MiB/s', '0.5 MiB/s', '1 MiB/s'])
  expect(formatUnits([0, 1, 2], '{request}')).toEqual(['0 requests', '1 request', '2 requests'])
})
