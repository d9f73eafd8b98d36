import { expect, test } from 'vitest'
import { loadConfig } from './load.ts'
import type { Config } from './schema.ts'

const never = 2_147_483_647

/**
 * What the specification says of its variables: the environment, what comes of it, and the variables that are warned
 * of.
 */
const cases: [string, Record<string, string>, Partial<Config['otel']>, string[]?][] = [
  ['true in any case', { OTEL_SDK_DISABLED: 'TRUE' }, { disabled: true }],
  ['false', { OTEL_SDK_DISABLED: 'False' }, { disabled: false }],
  ['1 is not true', { OTEL_SDK_DISABLED: '1' }, { disabled: false }, ['OTEL_SDK_DISABLED']],
  ['yes is not true', { OTEL_SDK_DISABLED: 'yes' }, { disabled: false }, ['OTEL_SDK_DISABLED']],
  [
    'empty is unset',
    { OTEL_SDK_DISABLED: '', OTEL_BSP_SCHEDULE_DELAY: '' },
    { disabled: false, bspScheduleDelay: 5000 },
  ],
  [
    'unknown enum',
    { OTEL_TRACES_SAMPLER: 'xray' },
    { tracesSampler: 'parentbased_always_on' },
    ['OTEL_TRACES_SAMPLER'],
  ],
  ['enum in any case', { OTEL_TRACES_SAMPLER: 'Always_OFF' }, { tracesSampler: 'always_off' }],
  ['negative number', { OTEL_BSP_MAX_QUEUE_SIZE: '-1' }, { bspMaxQueueSize: undefined }, ['OTEL_BSP_MAX_QUEUE_SIZE']],
  ['not a number', { OTEL_BSP_SCHEDULE_DELAY: '5s' }, { bspScheduleDelay: 5000 }, ['OTEL_BSP_SCHEDULE_DELAY']],
  ['queue of 0', { OTEL_BSP_MAX_QUEUE_SIZE: '0' }, { bspMaxQueueSize: undefined }, ['OTEL_BSP_MAX_QUEUE_SIZE']],
  ['largest integer', { OTEL_ATTRIBUTE_COUNT_LIMIT: '2147483647' }, { attributeCountLimit: never }],
  ['timeout of 0 is none', { OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, { timeout: never }],
  ['timeout per signal', { OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '7' }, { timeout: 10_000, logsTimeout: 7 }],
  [
    'compression per signal',
    { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip' },
    { compression: 'none', tracesCompression: 'gzip' },
  ],
  [
    'a protocol that is not spoken',
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { protocol: 'http/protobuf' },
    ['OTEL_EXPORTER_OTLP_PROTOCOL'],
  ],
  [
    'endpoint without scheme',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { endpoint: 'http://localhost:4318' },
    ['OTEL_EXPORTER_OTLP_ENDPOINT'],
  ],
  ['sampler argument out of range', { OTEL_TRACES_SAMPLER_ARG: '2' }, {}, ['OTEL_TRACES_SAMPLER_ARG']],
  [
    'propagators once each',
    { OTEL_PROPAGATORS: 'baggage,tracecontext,baggage' },
    { propagators: ['baggage', 'tracecontext'] },
  ],
  [
    'a propagator that is not there',
    { OTEL_PROPAGATORS: 'tracecontext,b3' },
    { propagators: ['tracecontext'] },
    ['OTEL_PROPAGATORS'],
  ],
  [
    'what sums count from',
    { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' },
    {},
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
  ],
  ['limit of nothing', { OTEL_SPAN_EVENT_COUNT_LIMIT: '0' }, { spanEventCountLimit: 0 }],
  ['no exporter', { OTEL_METRICS_EXPORTER: 'none' }, { metricsExporter: ['none'] }],
  [
    'resource attributes',
    { OTEL_RESOURCE_ATTRIBUTES: 'a=1, b = x%20y ,c=p%2Cq%3Dr' },
    { resourceAttributes: { a: '1', b: 'x y', c: 'p,q=r' } },
  ],
  ['plus is plus', { OTEL_RESOURCE_ATTRIBUTES: 'a=1+1' }, { resourceAttributes: { a: '1+1' } }],
  [
    'one bad pair spoils all',
    { OTEL_RESOURCE_ATTRIBUTES: 'a=1,b' },
    { resourceAttributes: {} },
    ['OTEL_RESOURCE_ATTRIBUTES'],
  ],
  [
    'bad encoding spoils all',
    { OTEL_RESOURCE_ATTRIBUTES: 'a=1,b=%zz' },
    { resourceAttributes: {} },
    ['OTEL_RESOURCE_ATTRIBUTES'],
  ],
  [
    'headers',
    { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eA==' },
    { headers: { authorization: 'Basic eA==' } },
  ],
]

test.each(cases)('OpenTelemetry variables: %s', (_, env, expected, warned = []) => {
  const { config, faults } = loadConfig({ env, file: false })
  expect(config.otel).toMatchObject(expected)
  expect(faults.map((fault) => fault.key)).toEqual(warned)
})

test('headers are never shown in a fault', () => {
  const { faults } = loadConfig({ env: { OTEL_EXPORTER_OTLP_HEADERS: 'secret' }, file: false })
  expect(faults).toHaveLength(1)
  expect(JSON.stringify(faults)).not.toContain('secret')
})
