/** Every kind of value, under names that privacy has nothing against. */
const attributes = [
  { key: 'text', value: { stringValue: 'grün' } },
  { key: 'empty', value: { stringValue: '' } },
  { key: 'whole', value: { intValue: '-42' } },
  { key: 'part', value: { doubleValue: 0.25 } },
  { key: 'big.part', value: { doubleValue: 1e21 } },
  { key: 'truth', value: { boolValue: true } },
  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } } },
  { key: 'map', value: { kvlistValue: { values: [{ key: 'inner', value: { stringValue: 'b' } }] } } },
]

const traceId = '5b8efff798038103d269b633813fc60c'
const spanId = 'eee19b7ec3c1b174'
const start = '1795390000000000000'
const end = '1795390000123456789'

const resource = {
  attributes: [
    { key: 'service.name', value: { stringValue: 'shop' } },
    { key: 'service.version', value: { stringValue: '1.2.3' } },
    { key: 'deployment.environment.name', value: { stringValue: 'test' } },
  ],
}
const scope = { name: 'lib', version: '2', attributes: [{ key: 'library', value: { boolValue: true } }] }
const schemaUrl = 'https://opentelemetry.io/schemas/1.37.0'

const exemplars = [
  {
    timeUnixNano: end,
    asDouble: 0.5,
    traceId,
    spanId,
    filteredAttributes: [{ key: 'why', value: { stringValue: 'slow' } }],
  },
]
const point = { attributes, startTimeUnixNano: start, timeUnixNano: end, exemplars }

/** A trace of two spans, with events, links, a state and an error. */
export const traces = {
  resourceSpans: [
    {
      resource,
      schemaUrl,
      scopeSpans: [
        {
          scope,
          schemaUrl,
          spans: [
            {
              traceId,
              spanId,
              traceState: 'vendor=1',
              name: 'GET /items/{id}',
              kind: 2,
              startTimeUnixNano: start,
              endTimeUnixNano: end,
              attributes: [...attributes, { key: 'http.route', value: { stringValue: '/items/{id}' } }],
              events: [
                { timeUnixNano: end, name: 'cache.missed', attributes },
                { timeUnixNano: end, name: 'again' },
              ],
              links: [{ traceId, spanId: 'aaaaaaaaaaaaaaaa', traceState: 'vendor=2', attributes }],
              status: { code: 2, message: 'it broke' },
            },
            {
              traceId,
              spanId: 'bbbbbbbbbbbbbbbb',
              parentSpanId: spanId,
              name: 'SELECT items',
              kind: 3,
              startTimeUnixNano: start,
              endTimeUnixNano: end,
              status: { code: 1 },
            },
          ],
        },
      ],
    },
  ],
}

/** Log records: a text within the trace, and a usage event with structure in its body. */
export const logs = {
  resourceLogs: [
    {
      resource,
      schemaUrl,
      scopeLogs: [
        {
          scope,
          schemaUrl,
          logRecords: [
            {
              timeUnixNano: start,
              severityNumber: 17,
              severityText: 'ERROR',
              body: { stringValue: 'the shelf is empty' },
              attributes,
              traceId,
              spanId,
              flags: 1,
            },
            {
              observedTimeUnixNano: end,
              severityNumber: 9,
              severityText: 'INFO',
              body: { kvlistValue: { values: [{ key: 'order', value: { intValue: '7' } }] } },
              eventName: 'order.placed',
            },
          ],
        },
      ],
    },
  ],
}

/** One metric of each kind. */
export const metrics = {
  resourceMetrics: [
    {
      resource,
      schemaUrl,
      scopeMetrics: [
        {
          scope,
          schemaUrl,
          metrics: [
            {
              name: 'room.temperature',
              unit: 'Cel',
              description: 'How warm',
              gauge: { dataPoints: [{ ...point, asDouble: 21.5 }] },
            },
            {
              name: 'orders',
              unit: '{order}',
              sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...point, asInt: '12' }] },
            },
            {
              name: 'request.duration',
              unit: 's',
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    ...point,
                    count: '4',
                    sum: 3.5,
                    min: 0.1,
                    max: 2,
                    bucketCounts: ['1', '2', '1'],
                    explicitBounds: [0.5, 1],
                  },
                ],
              },
            },
            {
              name: 'response.size',
              unit: 'By',
              exponentialHistogram: {
                aggregationTemporality: 1,
                dataPoints: [
                  {
                    ...point,
                    count: '6',
                    sum: 40.5,
                    scale: 3,
                    zeroCount: '1',
                    positive: { offset: -2, bucketCounts: ['1', '3'] },
                    negative: { offset: 1, bucketCounts: ['1'] },
                    min: -1,
                    max: 30,
                  },
                ],
              },
            },
            {
              name: 'queue.wait',
              unit: 's',
              summary: {
                dataPoints: [
                  {
                    attributes,
                    startTimeUnixNano: start,
                    timeUnixNano: end,
                    count: '9',
                    sum: 18,
                    quantileValues: [
                      { quantile: 0.5, value: 1 },
                      { quantile: 0.99, value: 7.25 },
                    ],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
}

/** Rows that these become, by table. */
export const rowsByTable = {
  otel_traces: 2,
  otel_logs: 2,
  otel_metrics_gauge: 1,
  otel_metrics_sum: 1,
  otel_metrics_histogram: 1,
  otel_metrics_exponential_histogram: 1,
  otel_metrics_summary: 1,
} as const

export const sampleTraceId: string = traceId
