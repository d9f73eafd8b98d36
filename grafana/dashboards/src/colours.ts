import {
  type DynamicConfigValue,
  FieldColorModeId,
  type MatcherConfig,
} from '@grafana/grafana-foundation-sdk/dashboard'

export type Override = { readonly matcher: MatcherConfig; readonly properties: DynamicConfigValue[] }

const fixed = (colour: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: FieldColorModeId.Fixed, fixedColor: colour },
})

/** One colour for the series of this name. */
export const paint = (name: string, colour: string): Override => ({
  matcher: { id: 'byName', options: name },
  properties: [fixed(colour)],
})

const paintMatching = (pattern: string, colour: string): Override => ({
  matcher: { id: 'byRegexp', options: pattern },
  properties: [fixed(colour)],
})

/** Percentiles, from cool to warm. */
export const percentileColours: readonly Override[] = [
  paintMatching('/p50/', 'blue'),
  paintMatching('/p95/', 'purple'),
  paintMatching('/p99$/', 'orange'),
  {
    matcher: { id: 'byRegexp', options: '/p99 now/' },
    properties: [fixed('text'), { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 8] } }],
  },
]

/** Classes of HTTP status codes. */
export const statusColours: readonly Override[] = [
  paint('1xx', 'text'),
  paint('2xx', 'green'),
  paint('3xx', 'blue'),
  paint('4xx', 'orange'),
  paint('5xx', 'red'),
]

/** Levels of log lines, as Loki names them. */
export const levelColours: readonly Override[] = [
  paint('critical', 'dark-red'),
  paint('fatal', 'dark-red'),
  paint('error', 'red'),
  paint('warn', 'orange'),
  paint('info', 'green'),
  paint('debug', 'blue'),
  paint('trace', 'light-blue'),
  paint('unknown', 'text'),
]
