import { ValueType } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import { describe, expect, it } from 'vitest'
import { toOpenMetrics } from './open-metrics.ts'
import { toPrometheusNames } from './prometheus-names.ts'

const time = { startTime: [0, 0], endTime: [1, 0] } as const
const common = (name: string, unit: string, description = '') => ({
  descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
})

const sum = (name: string, unit: string, value: number, isMonotonic: boolean, attributes = {}): MetricData => ({
  ...common(name, unit),
  dataPointType: DataPointType.SUM,
  isMonotonic,
  dataPoints: [{ startTime: [...time.startTime], endTime: [...time.endTime], attributes, value }],
})

const gauge = (name: string, unit: string, value: number, attributes = {}): MetricData => ({
  ...common(name, unit),
  dataPointType: DataPointType.GAUGE,
  dataPoints: [{ startTime: [...time.startTime], endTime: [...time.endTime], attributes, value }],
})

const toText = (...metrics: MetricData[]): string[] => {
  const all: ResourceMetrics = {
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    scopeMetrics: [{ scope: { name: 'test' }, metrics }],
  }
  return toOpenMetrics(toPrometheusNames(all)).split('\n').slice(3)
}

describe('OpenMetrics text', () => {
  it.each([
    [
      'a counter ends in _total',
      sum('orders', '{order}', 3, true),
      '# TYPE orders counter',
      'orders_total{otel_scope_name="test"} 3',
    ],
    [
      'a counter that says so keeps one _total',
      sum('orders_total', '', 3, true),
      '# TYPE orders counter',
      'orders_total{otel_scope_name="test"} 3',
    ],
    [
      'a sum that goes down is a gauge',
      sum('queue.size', '', -1, false),
      '# TYPE queue_size gauge',
      'queue_size{otel_scope_name="test"} -1',
    ],
    [
      'a unit becomes part of the name',
      gauge('pause', 'ms', 2),
      '# TYPE pause_milliseconds gauge',
      'pause_milliseconds{otel_scope_name="test"} 2',
    ],
    [
      'a share is a ratio',
      gauge('load', '1', 0.5),
      '# TYPE load_ratio gauge',
      'load_ratio{otel_scope_name="test"} 0.5',
    ],
    [
      'odd numbers have their words',
      gauge('odd', '', Number.POSITIVE_INFINITY),
      '# TYPE odd gauge',
      'odd{otel_scope_name="test"} +Inf',
    ],
    [
      'a name never begins with a digit',
      gauge('9lives', '', 9),
      '# TYPE _9lives gauge',
      '_9lives{otel_scope_name="test"} 9',
    ],
    [
      'values are escaped',
      gauge('g', '', 1, { path: 'a"b\\c\nd' }),
      '# TYPE g gauge',
      'g{path="a\\"b\\\\c\\nd",otel_scope_name="test"} 1',
    ],
    [
      'labels of the same name are joined',
      gauge('g', '', 1, { 'a.b': 'x', a_b: 'y' }),
      '# TYPE g gauge',
      'g{a_b="x;y",otel_scope_name="test"} 1',
    ],
  ] as const)('%s', (_, metric, type, sample) => {
    const lines = toText(metric)
    expect(lines[0]).toBe(type)
    expect(lines).toContain(sample)
    expect(lines.slice(-2)).toEqual(['# EOF', ''])
  })

  it('keeps a family together and of one type', () => {
    const lines = toText(
      gauge('same', '', 1, { a: 1 }),
      gauge('other', '', 1),
      gauge('same', '', 2, { a: 2 }),
      sum('same', '', 3, true),
    )
    expect(lines.filter((line) => line.includes('same'))).toEqual([
      '# TYPE same gauge',
      'same{a="1",otel_scope_name="test"} 1',
      'same{a="2",otel_scope_name="test"} 2',
    ])
    expect(lines.indexOf('# TYPE other gauge')).toBe(3)
  })
})
