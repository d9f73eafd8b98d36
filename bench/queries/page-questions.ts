/**
 * A query of the page, with its parameters for the nth run: values change from run to run, so that no cache is used.
 */
export type PageQuestion = {
  readonly question: string
  /** Parameters that are shown in the table. */
  readonly shown: string
  params(run: number): Readonly<Record<string, string | number>>
  /**
   * Number of rows after which the page stops requesting further parts. Not set: it continues to the start of the
   * range.
   */
  readonly least?: number
  readonly rowsOf?: 'traces' | 'lines'
}

type Params = Readonly<Record<string, string | number>>
type Filter = readonly [shown: string, params: Params | ((run: number) => Params)]

/**
 * Span searches from the most common value to one that does not occur: by attribute value, by text, among entry spans
 * and all spans.
 */
const spanFilters: readonly Filter[] = [
  ['', {}],
  ['service and route', { service: 'shop', route: '/orders' }],
  ['status=error', { status: 'error' }],
  ['minMs=2000', { minMs: 2000 }],
  ['attribute, 1 of 2 spans', { q: 'http.response.status_code:200' }],
  ['attribute, 1 of 500', (run) => ({ q: `user.id:user-${70 + run}` })],
  ['attribute, all spans', (run) => ({ q: `user.id:user-${170 + run}`, spans: 'all' })],
  ['attribute of the resource', { q: 'deployment.environment.name:production' }],
  ['attribute with wildcard', (run) => ({ q: `user.id:user-4${10 + run}*` })],
  ['attribute as number', { q: 'http.response.status_code:>=500' }],
  ['attribute, 1 span', (run) => ({ q: `request_id:req-${1000 + run * 7919}` })],
  ['attribute, nowhere', (run) => ({ q: `order.id:none-${run}` })],
  ['text, common', { q: 'postgresql', spans: 'all' }],
  ['text, 1 of 500', (run) => ({ q: `user-3${10 + run}` })],
  ['text, in exceptions', { q: '"card declined"', spans: 'all' }],
  ['text, nowhere', (run) => ({ q: `nowhere-${run}` })],
  ['text, nowhere, all spans', (run) => ({ q: `nowhere-${run}`, spans: 'all' })],
  ['either of two, one not', (run) => ({ q: `(user.id:user-${run} OR user.id:user-${run + 9}) -status:404` })],
]

const lineFilters: readonly Filter[] = [
  ['', {}],
  ['severity and service', { severity: 'error', service: 'service-3' }],
  ['word, 1 of 6', { q: 'declined' }],
  ['phrase and attribute', { q: '"connection reset" region:eu' }],
  ['word, 1 of 100,000', (run) => ({ q: `${12345 + run}` })],
  ['word inside words', { q: 'decli*' }],
  ['word, nowhere', (run) => ({ q: `nowhere${run}` })],
  ['text inside words, nowhere', (run) => ({ q: `*nowhere${run}*` })],
  ['attribute, 1 of 3', { q: 'region:eu' }],
  ['attribute, 1 of 5,000', (run) => ({ q: `job.id:${1000 + run}` })],
  ['attribute as number', { q: 'duration_ms:>895' }],
  ['attribute, nowhere', (run) => ({ q: `region:mars-${run}` })],
]

const ask = (
  question: string,
  [shown, params]: Filter,
  more: Params,
  rest: Partial<PageQuestion> = {},
): PageQuestion => ({
  question,
  shown,
  params: (run) => ({ ...more, ...(typeof params === 'function' ? params(run) : params) }),
  ...rest,
})

const barSteps = [60, 300, 900, 3600, 7200]

/** The queries of the views for one range. */
const overRange = (from: number, to: number): readonly PageQuestion[] => {
  const range = { from, to }
  const length = to - from
  const step = barSteps.find((seconds) => length / 1000 / seconds <= 90) ?? 86_400
  const service = ['service=shop', { service: 'shop' }] as const
  const p95 = { metric: 'http.server.request.duration', kind: 'histogram', aggregation: 'p95' }
  return [
    ask('services', ['', {}], range),
    ask('request-table', ['by service', { by: 'service' }], range),
    ask('request-table', ['by route, service=shop', { by: 'route', service: 'shop' }], range),
    ask('request-series', ['', {}], range),
    ask('request-series', service, range),
    ask(
      'request-exemplars',
      ['slower than 500 ms', { step: Math.ceil(length / 40_000), minMs: 500, maxMs: 1e5 }],
      range,
    ),
    ask('runtime-series', service, range),
    ask('metric-list', ['', {}], range),
    ask('metric-attributes', ['histogram', { metric: p95.metric, kind: p95.kind }], range),
    ask('metric-series', ['p95 of a histogram', p95], range),
    ask('metric-series', ['p95 by route', { ...p95, groupBy: 'http.route' }], range),
    ask('metric-series', ['gauge', { metric: 'v8js.memory.heap.used', kind: 'gauge' }], range),
    ...spanFilters.flatMap((filter) => [
      ask('traces-search', filter, { ...range, limit: 50 }, { least: 50, rowsOf: 'traces' }),
      ask('traces-durations', filter, { ...range, columnMs: Math.ceil(length / 120) }),
      ask('traces-facets', filter, { ...range, wholeMs: length }),
    ]),
    ...lineFilters.flatMap((filter) => [
      ask('logs-search', filter, { ...range, limit: 200 }, { least: 200, rowsOf: 'lines' }),
      ask('logs-histogram', filter, { ...range, step }),
      ask('logs-facets', filter, range),
    ]),
  ]
}

/** A trace, and the span whose details are opened. */
export type OpenTrace = { readonly traceId: string; readonly spanId: string }

/** Every query of the page over each of the ranges, in hours back from `to`. */
export const createPageQuestions = (
  to: number,
  hours: readonly number[],
  { traceId, spanId }: OpenTrace,
): readonly { readonly title: string; readonly questions: readonly PageQuestion[] }[] => [
  ...hours.map((length) => ({
    title: length % 24 === 0 && length > 24 ? `${length / 24} days` : `${length} h`,
    questions: overRange(to - length * 3_600_000, to),
  })),
  {
    title: 'an open trace',
    questions: [
      ask('trace-detail', ['', { traceId }], {}),
      ask('trace-logs', ['', { traceId }], {}),
      ask('trace-span', ['', { traceId, spanId }], {}),
      ask('trace-matches', ['q=postgresql', { traceId, q: 'postgresql' }], {}),
    ],
  },
]
