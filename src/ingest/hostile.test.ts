import { describe, expect, it } from 'vitest'
import type { Signal } from '../model.ts'
import { createAttributePolicy } from '../privacy/attribute-policy.ts'
import { createTextWriter } from './attributes/text-writer.ts'
import type { Decoder } from './decoded.ts'
import { createIngestCounters } from './ingest-counters.ts'
import { createLogsDecoder } from './logs/decode-logs.ts'
import { createMetricsDecoder } from './metrics/decode-metrics.ts'
import { createOtlpJsonReader } from './protobuf/json-to-protobuf.ts'
import { Undecodable } from './protobuf/undecodable.ts'
import { createRecordTimes } from './record-times.ts'
import { createTracesDecoder } from './traces/decode-traces.ts'

const counters = createIngestCounters()
const privacy = { policyOf: createAttributePolicy(), text: createTextWriter(true, counters), counters }
const forEver = createRecordTimes({ retentionDays: 0 })
const decoders: Readonly<Record<Signal, Decoder>> = {
  traces: createTracesDecoder(privacy, forEver),
  logs: createLogsDecoder(privacy, forEver),
  metrics: createMetricsDecoder(privacy, forEver),
}

const attributes = [
  { key: 'a', value: { stringValue: 'x'.repeat(40) } },
  {
    key: 'list',
    value: {
      arrayValue: {
        values: [{ intValue: '-5' }, { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } }],
      },
    },
  },
  { key: 'b', value: { doubleValue: 1.5 } },
  { key: 'url.full', value: { stringValue: 'https://u:p@h/x?q=1' } },
]
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
const scope = { name: 'lib', version: '1', attributes }
const times = { startTimeUnixNano: '1795324206172000000', timeUnixNano: '1795324206172000000' }
const ids = { traceId: '01'.repeat(16), spanId: '02'.repeat(8) }
const exemplars = [{ ...ids, timeUnixNano: '1', asDouble: 1, filteredAttributes: attributes }]
const point = { ...times, attributes, exemplars, count: '5', sum: 3, min: 1, max: 2, flags: 1 }

const requests: Readonly<Record<Signal, object>> = {
  traces: {
    resourceSpans: [
      {
        resource,
        schemaUrl: 'https://s',
        scopeSpans: [
          {
            scope,
            spans: [
              {
                ...ids,
                parentSpanId: '03'.repeat(8),
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: '1795324206172000000',
                endTimeUnixNano: '1795324206173000000',
                attributes,
                events: [{ timeUnixNano: '5', name: 'e', attributes }],
                links: [{ ...ids, traceState: 'a=b', attributes }],
                status: { code: 2, message: 'broken' },
              },
            ],
          },
        ],
      },
    ],
  },
  logs: {
    resourceLogs: [
      {
        resource,
        scopeLogs: [
          {
            scope,
            logRecords: [
              {
                ...times,
                ...ids,
                body: attributes[1]!.value,
                attributes,
                severityNumber: 9,
                severityText: 'INFO',
                flags: 1,
                eventName: 'a.b',
              },
            ],
          },
        ],
      },
    ],
  },
  metrics: {
    resourceMetrics: [
      {
        resource,
        scopeMetrics: [
          {
            scope,
            metrics: [
              { name: 'g', unit: 's', gauge: { dataPoints: [{ ...point, asInt: '4' }] } },
              {
                name: 's',
                sum: { dataPoints: [{ ...point, asDouble: 4 }], aggregationTemporality: 2, isMonotonic: true },
              },
              { name: 'h', histogram: { dataPoints: [{ ...point, bucketCounts: ['1', '4'], explicitBounds: [0.5] }] } },
              {
                name: 'e',
                exponentialHistogram: {
                  dataPoints: [
                    { ...point, scale: -1, zeroCount: '1', positive: { offset: -3, bucketCounts: ['1', '300'] } },
                  ],
                },
              },
              { name: 'q', summary: { dataPoints: [{ ...point, quantileValues: [{ quantile: 0.5, value: 2 }] }] } },
            ],
          },
        ],
      },
    ],
  },
}

const signals = Object.keys(requests) as Signal[]
const toProtobuf = (signal: Signal): Buffer =>
  Buffer.from(createOtlpJsonReader(signal)(Buffer.from(JSON.stringify(requests[signal]))))

/** Random numbers that are the same at every run. */
const createRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}

/** Decodes; a request that is refused must be refused in the one way that the endpoint knows. */
const attempt = (signal: Signal, body: Buffer): boolean => {
  try {
    decoders[signal](body)
    return true
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    return false
  }
}

const mutate = (bytes: Buffer, random: () => number): Buffer => {
  const copy = Buffer.from(bytes)
  const changes = 1 + Math.floor(random() * 4)
  for (let i = 0; i < changes; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
  const cut = random() < 0.2 ? Math.floor(random() * copy.length) : copy.length
  return random() < 0.1 ? Buffer.concat([copy.subarray(0, cut), copy.subarray(cut >> 1)]) : copy.subarray(0, cut)
}

describe.each(signals)('damaged %s', (signal) => {
  const good = toProtobuf(signal)

  it('are taken whole when they are whole', () => {
    expect(decoders[signal](good).accepted).toBe(signal === 'metrics' ? 5 : 1)
  })

  it('are refused when cut off at any byte that is not the end of the request', () => {
    for (let length = 1; length < good.length; length++)
      expect(attempt(signal, good.subarray(0, length)), `${length}`).toBe(false)
  })

  it('are taken or refused, never worse, however they are changed', () => {
    const random = createRandom(7)
    const start = process.cpuUsage()
    let refused = 0
    for (let i = 0; i < 2000; i++) if (!attempt(signal, mutate(good, random))) refused++
    expect(refused).toBeGreaterThan(400)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(15_000)
  }, 60_000)

  it('leave no trace in the next request', { timeout: 60_000 }, () => {
    const before = Buffer.concat(decoders[signal](good).blocks.map(({ bytes }) => bytes))
    const random = createRandom(11)
    for (let i = 0; i < 300; i++) attempt(signal, mutate(good, random))
    expect(Buffer.concat(decoders[signal](good).blocks.map(({ bytes }) => bytes)).equals(before)).toBe(true)
  })
})

const wrap = (content: Buffer, levels: readonly number[]): Buffer =>
  levels.reduceRight((inner, tag) => Buffer.concat([Buffer.from([tag]), toVarint(inner.length), inner]), content)
const toVarint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

const bombs: readonly (readonly [what: string, body: Buffer])[] = [
  ['noise', Buffer.alloc(1000, 0xa7)],
  ['ones', Buffer.alloc(1000, 0xff)],
  ['zeros', Buffer.alloc(1000, 0)],
  ['a varint without an end', Buffer.concat([Buffer.from([10]), Buffer.alloc(64, 0x80)])],
  ['a length of 2^63', Buffer.from('0affffffffffffffff7f', 'hex')],
  ['a length past the end', Buffer.from([10, 100, 1])],
  ['a group', Buffer.from([0x0b, 0x0c])],
  ['an end of a group', Buffer.from([0x0c])],
  ['an unknown wire type', Buffer.from([0x7e, 1])],
  ['field number zero', Buffer.from([0x02, 1, 0])],
  ['a known field as number', Buffer.from([0x08, 1])],
  ['a known field deeper down as number', wrap(Buffer.from([0x08, 1]), [10, 18])],
  ['a tag beyond 32 bits', Buffer.from('ffffffffff0700', 'hex')],
]

describe('bombs', () => {
  it.each(bombs)('%s is refused by all signals', (_, body) => {
    for (const signal of signals) expect(attempt(signal, body)).toBe(false)
  })

  it('values nested without end are refused', () => {
    const nested = wrap(
      Buffer.from([0x18, 1]),
      Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0x2a : 0x0a)),
    )
    const attribute = Buffer.concat([Buffer.from([0x0a, 1, 0x6b, 0x12]), toVarint(nested.length), nested])
    expect(attempt('logs', wrap(attribute, [10, 18, 18, 50]))).toBe(false)
  })

  it('fields that OTLP does not know yet are stepped over', () => {
    const unknown = Buffer.from('f80601f9060102030405060708fa0602abcdfd0601020304', 'hex')
    for (const signal of signals) expect(attempt(signal, Buffer.concat([toProtobuf(signal), unknown]))).toBe(true)
  })

  it('JSON nested without end is refused', () => {
    const depth = 100_000
    const value = `${'{"arrayValue":{"values":['.repeat(depth)}{"intValue":1}${']}}'.repeat(depth)}`
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${value}}]}]}]}`
    expect(() => createOtlpJsonReader('logs')(Buffer.from(body))).toThrow(Undecodable)
  })

  it('JSON that names parts of every object is read as data', () => {
    const body = '{"__proto__":{"resourceSpans":[]},"constructor":1,"resourceSpans":[{"toString":2,"scopeSpans":[]}]}'
    expect(createOtlpJsonReader('traces')(Buffer.from(body)).length).toBeGreaterThan(0)
  })

  it('thousands of different names cost no more memory than is set aside', () => {
    const names = Array.from({ length: 30_000 }, (_, i) => ({
      key: `name.${i}.${'x'.repeat(i % 7)}`,
      value: { intValue: i },
    }))
    const body = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: names }, { attributes: names.slice(0, 9) }] }] }],
    }
    const protobuf = createOtlpJsonReader('logs')(Buffer.from(JSON.stringify(body)))
    const start = process.cpuUsage()
    expect(decoders.logs(protobuf).accepted).toBe(2)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000)
  }, 60_000)
})
