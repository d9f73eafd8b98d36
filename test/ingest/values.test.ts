import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'
import { double, fixed32, fixed64, float64, integer, kv, message, strings, text, varint, zigzag } from './protobuf.ts'

let shared: DoorStore
let door: Door
beforeAll(async () => {
  shared = await openDoorStore()
  door = openDoor(shared)
})
afterEach(() => door.empty())
afterAll(async () => {
  await door?.close()
  await shared?.close()
})

const time = 1_795_324_206_999_999_999n
const second = '2026-11-22 05:10:06'
const largest = 18_446_744_073_709_551_615n
const traceId = Buffer.alloc(16, 0xab)
const spanId = Buffer.alloc(8, 0xcd)

const resource = message(1, message(1, kv('service.name', text(1, 'till'))))
const scope = message(
  1,
  Buffer.concat([text(1, 'lib'), text(2, '2'), message(3, kv('library', varint(2, 1))), varint(4, 3)]),
)
const toRequest = (...records: Buffer[]): Buffer =>
  message(
    1,
    Buffer.concat([
      resource,
      message(2, Buffer.concat([scope, ...records.map((record) => message(2, record)), text(3, 'https://scope')])),
      text(3, 'https://resource'),
    ]),
  )
const doubles = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [i, value] of values.entries()) bytes.writeDoubleLE(value, i * 8)
  return bytes
}
const longs = (...values: bigint[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(value, i * 8)
  return bytes
}
const exemplar = (value: Buffer, ids = true): Buffer =>
  Buffer.concat([
    fixed64(2, time),
    value,
    ...(ids ? [message(4, spanId), message(5, traceId)] : []),
    message(7, kv('user', text(1, 'ann@example.com'))),
  ])
const times = [fixed64(2, time - 60_000_000_000n), fixed64(3, time)]
const origin = {
  ResourceAttributes: { 'service.name': 'till' },
  ResourceSchemaUrl: 'https://resource',
  ScopeName: 'lib',
  ScopeVersion: '2',
  ScopeAttributes: { library: 'true' },
  ScopeDroppedAttrCount: 3,
  ScopeSchemaUrl: 'https://scope',
  ServiceName: 'till',
  MetricName: 'm',
  MetricDescription: 'd',
  MetricUnit: 'u',
  Attributes: { shop: 'a' },
  StartTimeUnix: '2026-11-22 05:09:06',
  TimeUnix: second,
  Flags: 1,
}
const shop = kv('shop', text(1, 'a'))
const texts = [text(1, 'm'), text(2, 'd'), text(3, 'u')]
const exemplars = {
  'Exemplars.FilteredAttributes': [{ user: '[email]' }, { user: '[email]' }],
  'Exemplars.TimeUnix': [second, second],
  'Exemplars.Value': [0.5, -7],
  'Exemplars.SpanId': ['cdcdcdcdcdcdcdcd', '0000000000000000'],
  'Exemplars.TraceId': ['abababababababababababababababab', '00000000000000000000000000000000'],
}
const bothExemplars = (field: number): Buffer[] => [
  message(field, exemplar(float64(3, 0.5))),
  message(field, exemplar(fixed64(6, -7n), false)),
]

describe('metrics', () => {
  it('gauge: doubles and integers, with exemplars', async () => {
    const point = (value: Buffer): Buffer =>
      Buffer.concat([...times, value, message(7, shop), varint(8, 1), ...bothExemplars(5)])
    const points = Buffer.concat([message(1, point(float64(4, 21.5))), message(1, point(fixed64(6, -3n)))])
    const answer = await door.post('/v1/metrics', toRequest(Buffer.concat([...texts, message(5, points)])))
    expect(answer.status).toBe(200)
    const row = { ...origin, ...exemplars }
    expect(await door.rows('otel_metrics_gauge', '1 ORDER BY Value')).toEqual([
      { ...row, Value: -3 },
      { ...row, Value: 21.5 },
    ])
  })

  it('sum: what kind of sum stands behind its points', async () => {
    const point = Buffer.concat([...times, fixed64(6, 41n), message(7, shop), varint(8, 1), ...bothExemplars(5)])
    const sum = Buffer.concat([message(1, point), varint(2, 1), varint(3, 1)])
    await door.post('/v1/metrics', toRequest(Buffer.concat([message(7, sum), ...texts])))
    expect(await door.rows('otel_metrics_sum')).toEqual([
      { ...origin, ...exemplars, Value: 41, AggregationTemporality: 1, IsMonotonic: true },
    ])
  })

  it('histogram: unsigned 64-bit counts whole, packed or not', async () => {
    const shared = [...times, fixed64(4, largest), float64(5, 1.5), message(9, shop), varint(10, 1)]
    const edges = [float64(11, -1), float64(12, 9), ...bothExemplars(8)]
    const packed = Buffer.concat([...shared, message(6, longs(1n, largest, 0n)), message(7, doubles(0.1, 1)), ...edges])
    const loose = [fixed64(6, 1n), fixed64(6, largest), fixed64(6, 0n), float64(7, 0.1), float64(7, 1)]
    const histogram = Buffer.concat([
      message(1, packed),
      message(1, Buffer.concat([...shared, ...loose, ...edges])),
      varint(2, 2),
    ])
    await door.post('/v1/metrics', toRequest(Buffer.concat([...texts, message(9, histogram)])))
    const row = {
      ...origin,
      ...exemplars,
      Count: String(largest),
      Sum: 1.5,
      BucketCounts: ['1', String(largest), '0'],
      ExplicitBounds: [0.1, 1],
      Min: -1,
      Max: 9,
      AggregationTemporality: 2,
    }
    expect(await door.rows('otel_metrics_histogram')).toEqual([row, row])
  })

  it('exponential histogram: negative scale and offsets', async () => {
    const counts = Buffer.concat([Buffer.from([1, 2]), Buffer.from('ffffffffffffffffff01', 'hex')])
    const point = Buffer.concat([
      message(1, shop),
      ...times,
      fixed64(4, 12n),
      float64(5, 3.25),
      zigzag(6, -2),
      fixed64(7, 4n),
      message(8, Buffer.concat([zigzag(1, -5), message(2, counts)])),
      message(9, Buffer.concat([zigzag(1, 7), varint(2, 1), varint(2, 300)])),
      varint(10, 1),
      ...bothExemplars(11),
      float64(12, 0.25),
      float64(13, 2),
      float64(14, 0.001),
    ])
    const data = Buffer.concat([message(1, point), varint(2, 2)])
    await door.post('/v1/metrics', toRequest(Buffer.concat([...texts, message(10, data)])))
    expect(await door.rows('otel_metrics_exponential_histogram')).toEqual([
      {
        ...origin,
        ...exemplars,
        Count: '12',
        Sum: 3.25,
        Scale: -2,
        ZeroCount: '4',
        PositiveOffset: -5,
        PositiveBucketCounts: ['1', '2', String(largest)],
        NegativeOffset: 7,
        NegativeBucketCounts: ['1', '300'],
        Min: 0.25,
        Max: 2,
        AggregationTemporality: 2,
      },
    ])
  })

  it('summary: quantiles', async () => {
    const quantile = (q: number, value: number): Buffer => message(6, Buffer.concat([float64(1, q), float64(2, value)]))
    const point = Buffer.concat([
      ...times,
      fixed64(4, 10n),
      float64(5, 99.5),
      quantile(0.5, 8),
      quantile(0.99, 20),
      message(7, shop),
      varint(8, 1),
    ])
    await door.post('/v1/metrics', toRequest(Buffer.concat([...texts, message(11, message(1, point))])))
    expect(await door.rows('otel_metrics_summary')).toEqual([
      {
        ...origin,
        Count: '10',
        Sum: 99.5,
        'ValueAtQuantiles.Quantile': [0.5, 0.99],
        'ValueAtQuantiles.Value': [8, 20],
      },
    ])
  })

  it('without points are taken and leave nothing', async () => {
    const answer = await door.post(
      '/v1/metrics',
      toRequest(Buffer.concat(texts), Buffer.concat([...texts, message(5, Buffer.alloc(0))])),
    )
    expect(answer.status).toBe(200)
    expect(await door.rows('otel_metrics_gauge')).toEqual([])
  })
})

describe('log records', () => {
  const observed = fixed64(11, time)
  it('have every column as the Collector writes it', async () => {
    const record = Buffer.concat([
      fixed64(1, time),
      varint(2, 17),
      text(3, 'ERROR'),
      message(5, text(1, 'it broke')),
      message(6, kv('code', integer(7n))),
      varint(7, 2),
      fixed32(8, 0x101),
      message(9, traceId),
      message(10, spanId),
      observed,
      text(12, 'order.failed'),
    ])
    await door.post('/v1/logs', toRequest(record))
    const [{ ...row }] = (await door.rows('otel_logs')) as [Record<string, unknown>]
    expect(row).toEqual({
      Timestamp: `${second}.999999999`,
      TraceId: 'abababababababababababababababab',
      SpanId: 'cdcdcdcdcdcdcdcd',
      TraceFlags: 1,
      SeverityText: 'ERROR',
      SeverityNumber: 17,
      ServiceName: 'till',
      Body: 'it broke',
      ResourceSchemaUrl: 'https://resource',
      ResourceAttributes: { 'service.name': 'till' },
      ScopeSchemaUrl: 'https://scope',
      ScopeName: 'lib',
      ScopeVersion: '2',
      ScopeAttributes: { library: 'true' },
      LogAttributes: { code: '7' },
      EventName: 'order.failed',
    })
  })

  it('without a time of their own have the one when they were seen', async () => {
    await door.post('/v1/logs', toRequest(observed, Buffer.concat([fixed64(1, 0n), observed])))
    const rows = await door.rows('otel_logs')
    expect(rows.map(({ Timestamp }) => Timestamp)).toEqual([`${second}.999999999`, `${second}.999999999`])
  })

  it('without a number for their severity have that of its text', async () => {
    const texts = ['SEVERE', 'ALERT', 'E', 'emerg', 'DEBUG4', 'LogLevel.Warning', 'loud', '']
    await door.post('/v1/logs', toRequest(...texts.map((level) => Buffer.concat([observed, text(3, level)]))))
    const { rows } = await door.store.query<{ text: string; number: number }>(
      'SELECT SeverityText AS text, SeverityNumber AS number FROM otel_logs',
    )
    const numbers = new Map(rows.map((row) => [row.text, row.number]))
    expect(texts.map((level) => numbers.get(level))).toEqual([17, 19, 17, 21, 8, 13, 0, 0])
  })

  it('with ids that are none belong to no trace', async () => {
    await door.post(
      '/v1/logs',
      toRequest(Buffer.concat([observed, message(9, Buffer.alloc(3, 1)), message(10, Buffer.alloc(8))])),
    )
    expect(await door.rows('otel_logs')).toMatchObject([{ TraceId: '', SpanId: '' }])
  })
})

const nan = 'json: unsupported value: '
const values: readonly (readonly [what: string, value: Buffer, text: string])[] = [
  ['empty text', text(1, ''), ''],
  ['no value', Buffer.alloc(0), ''],
  ['true', varint(2, 1), 'true'],
  ['false', varint(2, 0), 'false'],
  ['zero', integer(0n), '0'],
  ['the largest short integer', integer(99_999_999n), '99999999'],
  ['one more', integer(100_000_000n), '100000000'],
  ['the largest integer', integer(9_223_372_036_854_775_807n), '9223372036854775807'],
  ['the smallest integer', integer(-9_223_372_036_854_775_808n), '-9223372036854775808'],
  ['minus one', integer(-1n), '-1'],
  ['a double', double(0.1), '0.1'],
  ['a whole double', double(3), '3'],
  ['a small double', double(1e-7), '1e-7'],
  ['a large double', double(1e21), '1e+21'],
  ['minus zero', double(-0), '-0'],
  ['no number', double(Number.NaN), `${nan}NaN`],
  ['infinity', double(Number.POSITIVE_INFINITY), `${nan}+Inf`],
  ['minus infinity', double(Number.NEGATIVE_INFINITY), `${nan}-Inf`],
  ['bytes', message(7, Buffer.from([0, 255, 16])), 'AP8Q'],
  ['an empty list', message(5, Buffer.alloc(0)), '[]'],
  ['an empty map', message(6, Buffer.alloc(0)), '{}'],
  ['texts', message(5, strings('a', '"<\u2028>"')), '["a","\\"<\\u2028>\\""]'],
  [
    'a list of all kinds',
    message(
      5,
      Buffer.concat([
        message(1, Buffer.alloc(0)),
        message(1, varint(2, 1)),
        message(1, integer(9_007_199_254_740_993n)),
        message(1, double(2.5)),
        message(1, message(7, Buffer.from([1]))),
        message(1, message(5, strings('x'))),
      ]),
    ),
    '[null,true,9007199254740993,2.5,"AQ==",["x"]]',
  ],
  [
    'a map, its names sorted',
    message(
      6,
      Buffer.concat([
        message(1, kv('b', integer(1n))),
        message(1, kv('a', message(6, message(1, kv('é', text(1, 'x')))))),
      ]),
    ),
    '{"a":{"é":"x"},"b":1}',
  ],
  [
    'a map with names that are denied',
    message(
      6,
      Buffer.concat([
        message(1, kv('password', text(1, 'x'))),
        message(1, kv('client.address', text(1, 'x'))),
        message(1, kv('n', integer(1n))),
      ]),
    ),
    '{"n":1}',
  ],
  ['a list with no number in it', message(5, message(1, double(Number.NaN))), ''],
  ['text that is no UTF-8', message(1, Buffer.from([0x61, 0xff])), 'a\ufffd'],
]

describe('attribute values and bodies', () => {
  it('are the text that the Collector makes of them', async () => {
    const records = values.map(([, value], i) =>
      Buffer.concat([fixed64(1, time + BigInt(i)), message(5, value), message(6, kv('k', value))]),
    )
    await door.post('/v1/logs', toRequest(...records))
    const rows = await door.rows('otel_logs', '1 ORDER BY Timestamp')
    const expected = values.map(([what, , value]) => ({ what, body: value, attribute: value }))
    const found = rows.map(({ Body, LogAttributes }, i) => {
      return { what: values[i]?.[0], body: Body, attribute: (LogAttributes as { k: string }).k }
    })
    expect(found).toEqual(expected)
  })

  it('with long and odd names', async () => {
    const long = 'n'.repeat(300)
    const attributes = [
      message(6, kv(long, text(1, 'x'))),
      message(6, kv('', text(1, 'y'))),
      message(6, kv('ü 🎉', text(1, 'z'))),
    ]
    await door.post('/v1/logs', toRequest(Buffer.concat([fixed64(1, time), ...attributes])))
    expect(await door.rows('otel_logs')).toMatchObject([{ LogAttributes: { '': 'y', [long]: 'x', 'ü 🎉': 'z' } }])
  })

  it('with names over the limit: cut, counted, and their values kept', async () => {
    const before = door.counters.cutNames
    const removed = door.counters.scrubbed.denied_key
    const attributes = [
      message(6, kv('n'.repeat(5000), text(1, 'x'))),
      message(6, kv(`a${'ü'.repeat(600)}`, text(1, 'y'))),
      message(6, kv(`${'z'.repeat(2000)}.password`, text(1, 'secret'))),
    ]
    const record = Buffer.concat([fixed64(1, time), ...attributes])
    await door.post('/v1/logs', toRequest(record, record))
    const LogAttributes = { ['n'.repeat(1024)]: 'x', [`a${'ü'.repeat(511)}`]: 'y' }
    expect(await door.rows('otel_logs')).toEqual([
      expect.objectContaining({ LogAttributes }),
      expect.objectContaining({ LogAttributes }),
    ])
    expect(door.counters.cutNames - before).toBe(6)
    expect(door.counters.scrubbed.denied_key - removed).toBe(2)
  })

  it('of one name twice: the first counts', async () => {
    const attributes = [message(6, kv('k', text(1, 'first'))), message(6, kv('k', text(1, 'second')))]
    await door.post('/v1/logs', toRequest(Buffer.concat([fixed64(1, time), ...attributes])))
    const [row] = (await door.store.query<{ n: string }>('SELECT length(LogAttributes) AS n FROM otel_logs')).rows
    expect(Number(row!.n)).toBe(1)
    expect(await door.rows('otel_logs')).toMatchObject([{ LogAttributes: { k: 'first' } }])
  })
})
