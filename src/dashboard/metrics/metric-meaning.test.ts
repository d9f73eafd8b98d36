import { describe, expect, test } from 'vitest'
import { toMeaning } from './metric-meaning.ts'

const attribute = (key: string, total: number) => ({ key, total, values: [] })
const attributes = [attribute('http.route', 3), attribute('service.name', 2), attribute('service.version', 1)]
const shown = { attributes, step: 60, groupBy: 'service.name', fixed: [] as readonly string[] }

describe('what a line shows is said', () => {
  test.each([
    ['gauge', 'average', 'Average over 1 min, across http.route (3).'],
    ['gauge', 'sum', 'Average of each series in 1 min, summed across http.route (3).'],
    ['gauge', 'max', 'Highest value in 1 min, across http.route (3).'],
    ['sum', 'rate', 'Increase per second, averaged over 1 min, summed across http.route (3).'],
    ['histogram', 'p95', '95th percentile of all measurements in 1 min, across http.route (3).'],
    ['exponential_histogram', 'average', 'Mean of all measurements in 1 min, across http.route (3).'],
    ['summary', 'p50', 'Percentile that the sender computed, averaged across http.route (3).'],
  ] as const)('%s, %s', (kind, aggregation, sentence) => {
    expect(toMeaning({ ...shown, kind, aggregation })).toBe(sentence)
  })

  test('instances are named where a service has several', () => {
    const average = { ...shown, kind: 'gauge', aggregation: 'average' } as const
    const withInstances = (total: number) => ({
      ...average,
      attributes: [attribute('service.instance.id', total), ...attributes],
    })
    expect(toMeaning(withInstances(2))).toBe('Average over 1 min, across http.route (3).')
    expect(toMeaning(withInstances(5))).toBe('Average over 1 min, across service.instance.id (5) and http.route (3).')
  })

  test('without a group, of all attributes; without those of a filter', () => {
    const all = { ...shown, kind: 'gauge', aggregation: 'average', groupBy: '' } as const
    expect(toMeaning(all)).toBe('Average over 1 min, across http.route (3) and service.name (2).')
    expect(toMeaning({ ...all, fixed: ['http.route', 'service.name'] })).toBe('Average over 1 min.')
  })
})
