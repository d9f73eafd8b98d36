import { request as httpRequest } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PlainsightError } from '../../src/errors.ts'
import type { Sink } from '../../src/row-block.ts'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'
import { fixed64, kv, message, text } from './protobuf.ts'

let shared: DoorStore
let door: Door
beforeAll(async () => {
  shared = await openDoorStore()
  door = openDoor(shared, { maxBodyBytes: 4096, maxInflatedBytes: 65_536 })
})
afterEach(() => door.empty())
afterAll(async () => {
  await door?.close()
  await shared?.close()
})

const protobuf = { 'content-type': 'application/x-protobuf' }
const json = { 'content-type': 'application/json' }

const toSpan = (id: Buffer, name = 'x'): Buffer =>
  Buffer.concat([
    message(1, Buffer.alloc(16, 1)),
    message(2, id),
    text(5, name),
    fixed64(7, 1_795_324_206_000_000_000n),
  ])
const toRequest = (...spans: Buffer[]): Buffer =>
  message(1, message(2, Buffer.concat(spans.map((span) => message(2, span)))))
const good = toRequest(toSpan(Buffer.alloc(8, 2)))
const goodJson = JSON.stringify({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: '01'.repeat(16),
              spanId: '02'.repeat(8),
              startTimeUnixNano: 1795324206000000000,
              unknown: { a: 1 },
            },
          ],
        },
      ],
    },
  ],
})

/** google.rpc.Status in protobuf: code and message. */
const toStatus = (body: Buffer): { code: number; message: string } => {
  expect(body[0]).toBe(8)
  expect(body[2]).toBe(18)
  const head = body[3]! > 0x7f ? 5 : 4
  return { code: body[1]!, message: body.toString('utf8', head) }
}

describe('an OTLP request that is fine', () => {
  const encodings = [
    ['protobuf', good, protobuf, ''],
    ['protobuf with gzip', gzipSync(good), { ...protobuf, 'content-encoding': 'gzip' }, ''],
    ['protobuf with deflate', deflateSync(good), { ...protobuf, 'content-encoding': 'deflate' }, ''],
    [
      'protobuf with deflate as a bare stream',
      deflateRawSync(good),
      { ...protobuf, 'content-encoding': 'deflate' },
      '',
    ],
    ['protobuf with zlib', deflateSync(good), { ...protobuf, 'content-encoding': 'zlib' }, ''],
    ['protobuf with br', brotliCompressSync(good), { ...protobuf, 'content-encoding': 'br' }, ''],
    ['protobuf with zstd', zstdCompressSync(good), { ...protobuf, 'content-encoding': 'zstd' }, ''],
    [
      'protobuf with zstd in two frames',
      Buffer.concat([zstdCompressSync(good.subarray(0, 20)), zstdCompressSync(good.subarray(20))]),
      { ...protobuf, 'content-encoding': 'zstd' },
      '',
    ],
    ['protobuf with identity', good, { ...protobuf, 'content-encoding': 'identity' }, ''],
    ['JSON', goodJson, json, '{}'],
    ['JSON after a byte order mark', `\ufeff${goodJson}`, json, '{}'],
    [
      'JSON with names as in the schema',
      goodJson.replace(/[a-z]+([A-Z][a-z]+)+(?=":)/g, (name) => name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`)),
      json,
      '{}',
    ],
    ['JSON with instrumentation libraries', goodJson.replace('scopeSpans', 'instrumentationLibrarySpans'), json, '{}'],
    [
      'JSON with instrumentation libraries, named as in the schema',
      goodJson.replace('scopeSpans', 'instrumentation_library_spans'),
      json,
      '{}',
    ],
    [
      'JSON with gzip and charset',
      gzipSync(goodJson),
      { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' },
      '{}',
    ],
  ] as const
  it.each(encodings)('in %s is stored and answered in its encoding', async (_, body, headers, answerBody) => {
    const answer = await door.post('/v1/traces', Buffer.from(body), headers)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(headers['content-type'].split(';')[0])
    expect(answer.body.toString()).toBe(answerBody)
    expect(await door.rows('otel_traces')).toHaveLength(1)
  })

  it('may be empty', async () => {
    expect((await door.post('/v1/traces', Buffer.alloc(0))).status).toBe(200)
    expect((await door.post('/v1/logs', '{}', json)).status).toBe(200)
    expect((await door.post('/v1/metrics', '{"resourceMetrics":[]}', json)).status).toBe(200)
  })
})

describe('spans that cannot be taken', () => {
  it('are refused by name in a partial success, the rest is stored', async () => {
    const before = door.counters.refused.traces.record_invalid
    const answer = await door.post('/v1/traces', toRequest(toSpan(Buffer.alloc(8, 2)), toSpan(Buffer.alloc(5, 3))))
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(
      message(1, Buffer.concat([Buffer.from([8, 1]), text(2, 'trace ids have 16 bytes, span ids 8')])),
    )
    expect(await door.rows('otel_traces')).toHaveLength(1)
    expect(door.counters.refused.traces.record_invalid - before).toBe(1)
  })

  it('are counted in JSON too', async () => {
    const body = goodJson.replace('02'.repeat(8), '02')
    const answer = await door.post('/v1/traces', body, json)
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'trace ids have 16 bytes, span ids 8' },
    })
  })
})

describe('an OTLP request that is not fine', () => {
  const refusals = [
    ['cut off', good.subarray(0, good.length - 3), protobuf, 400, 3, 'undecodable'],
    ['no JSON', '{"resourceSpans":', json, 400, 3, 'undecodable'],
    ['JSON of another shape', '{"resourceSpans":{}}', json, 400, 3, 'undecodable'],
    ['an id that is not hexadecimal', goodJson.replace('0101', 'xx01'), json, 400, 3, 'undecodable'],
    ['said to be gzip and is not', good, { ...protobuf, 'content-encoding': 'gzip' }, 400, 3, 'encoding_invalid'],
    ['said to be zstd and is not', good, { ...protobuf, 'content-encoding': 'zstd' }, 400, 3, 'encoding_invalid'],
    ['said to be br and is not', good, { ...protobuf, 'content-encoding': 'br' }, 400, 3, 'encoding_invalid'],
    ['said to be deflate and is not', good, { ...protobuf, 'content-encoding': 'deflate' }, 400, 3, 'encoding_invalid'],
    [
      'of zstd that is cut off',
      zstdCompressSync(good).subarray(0, -3),
      { ...protobuf, 'content-encoding': 'zstd' },
      400,
      3,
      'encoding_invalid',
    ],
    [
      'of zstd frames without end',
      Buffer.concat(Array.from({ length: 300 }, () => zstdCompressSync(Buffer.alloc(0)))),
      { ...protobuf, 'content-encoding': 'zstd' },
      400,
      3,
      'encoding_invalid',
    ],
    ['of an encoding nobody knows', good, { ...protobuf, 'content-encoding': 'snappy' }, 400, 3, 'encoding_invalid'],
    ['of another type', good, { 'content-type': 'text/plain' }, 415, 3, 'content_type'],
    ['too large', Buffer.alloc(5000), protobuf, 413, 11, 'too_large'],
    [
      'too large when inflated',
      gzipSync(Buffer.alloc(100_000)),
      { ...protobuf, 'content-encoding': 'gzip' },
      413,
      11,
      'too_large',
    ],
    [
      'too large when inflated in two frames',
      Buffer.concat([zstdCompressSync(Buffer.alloc(40_000)), zstdCompressSync(Buffer.alloc(40_000))]),
      { ...protobuf, 'content-encoding': 'zstd' },
      413,
      11,
      'too_large',
    ],
    [
      'too large when inflated by br',
      brotliCompressSync(Buffer.alloc(100_000)),
      { ...protobuf, 'content-encoding': 'br' },
      413,
      11,
      'too_large',
    ],
  ] as const
  it.each(refusals)('%s is refused', async (_, body, headers, status, code, reason) => {
    const before = door.counters.refused.traces[reason]
    const answer = await door.post('/v1/traces', Buffer.from(body), headers)
    expect(answer.status).toBe(status)
    if (headers === protobuf || 'content-encoding' in headers) {
      expect(answer.headers['content-type']).toBe('application/x-protobuf')
      expect(toStatus(answer.body).code).toBe(code)
    } else {
      expect(answer.headers['content-type']).toBe('application/json')
      expect(JSON.parse(answer.body.toString())).toMatchObject({ code, message: expect.stringMatching(/\w/) })
    }
    expect(door.counters.refused.traces[reason] - before).toBe(1)
    expect(await door.rows('otel_traces')).toHaveLength(0)
  })

  it('of no type at all is refused', async () => {
    expect((await door.post('/v1/traces', good, {})).status).toBe(415)
  })
})

describe('while the journal cannot take more', () => {
  const troubles = [
    ['JOURNAL_FULL', { bytes: 10, limit: 10 }, 429, 2, 8],
    ['JOURNAL_UNWRITABLE', { reason: 'disk full' }, 503, 5, 14],
    ['HUB_STOPPING', {}, 503, 2, 14],
  ] as const
  it.each(troubles)('%s tells the sender when to come again', async (code, facts, status, wait, rpcCode) => {
    const sink: Sink = { append: () => Promise.reject(new PlainsightError(code, facts)) }
    const troubled = openDoor(shared, {}, sink)
    const answer = await troubled.post('/v1/traces', good)
    expect(answer.status).toBe(status)
    expect(Number(answer.headers['retry-after'])).toBe(wait)
    expect(toStatus(answer.body).code).toBe(rpcCode)
    expect(troubled.counters.accepted.traces).toBe(0)
    await troubled.close()
  })

  it('a fault of our own is a 500 without its inside', async () => {
    const broken = openDoor(shared, {}, { append: () => Promise.reject(new Error('secret path /x')) })
    const answer = await broken.post('/v1/traces', good)
    expect(answer.status).toBe(500)
    expect(answer.body.toString()).not.toContain('secret path')
    await broken.close()
  })
})

describe('over a real connection', () => {
  it('a sender of far too much still reads its answer', async () => {
    const own = openDoor(shared, { maxBodyBytes: 4096 })
    const url = await own.listen()
    const status = await new Promise<number>((resolve, reject) => {
      const sending = httpRequest(`${url}/v1/traces`, { method: 'POST', headers: protobuf, agent: false }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      sending.on('error', reject)
      for (let i = 0; i < 64; i++) sending.write(Buffer.alloc(65_536))
      sending.end()
    })
    expect(status).toBe(413)
    await own.close()
  })

  it('the answer waits for the sink', async () => {
    const order: string[] = []
    const entered = Promise.withResolvers<void>()
    const stored = Promise.withResolvers<void>()
    const sink: Sink = {
      append: async () => {
        entered.resolve()
        await stored.promise
        order.push('stored')
      },
    }
    const own = openDoor(shared, {}, sink)
    const answer = own.post('/v1/traces', good).then(() => order.push('answered'))
    await entered.promise
    // An answer that does not wait for the sink would arrive before that of a later request.
    const later = await own.post('/v1/traces', Buffer.from('no request'))
    order.push(`answered ${later.status}`)
    stored.resolve()
    await answer
    expect(order).toEqual(['answered 400', 'stored', 'answered'])
    await own.close()
  })
})

describe('the same request sent again', () => {
  it('has the same digest, another one has not', async () => {
    const digests: string[] = []
    const own = openDoor(
      shared,
      {},
      { append: async ({ digest }) => void digests.push(Buffer.from(digest).toString('hex')) },
    )
    await own.post('/v1/traces', good)
    await own.post('/v1/traces', gzipSync(good), { ...protobuf, 'content-encoding': 'gzip' })
    await own.post('/v1/traces', toRequest(toSpan(Buffer.alloc(8, 2), 'y')))
    expect(digests[0]).toHaveLength(32)
    expect(digests[1]).toBe(digests[0])
    expect(digests[2]).not.toBe(digests[0])
    await own.close()
  })
})

describe('privacy settings', () => {
  const leaky = message(
    1,
    Buffer.concat([
      message(1, message(1, kv('service.name', text(1, 'shop')))),
      message(
        2,
        message(
          2,
          Buffer.concat([
            toSpan(Buffer.alloc(8, 2), 'mail ann@example.com'),
            message(9, kv('password', text(1, 'hunter2'))),
            message(9, kv('customer.tier', text(1, 'gold'))),
          ]),
        ),
      ),
    ]),
  )

  it('scrub: false leaves texts, but not denied names', async () => {
    const own = openDoor(shared, { scrub: false })
    await own.post('/v1/traces', leaky)
    expect(await own.rows('otel_traces')).toMatchObject([
      { SpanName: 'mail ann@example.com', SpanAttributes: { 'customer.tier': 'gold' } },
    ])
    await own.empty()
    await own.close()
  })

  it('deniedKeys adds names, and everything is counted', async () => {
    const own = openDoor(shared, { deniedKeys: ['customer.tier'] })
    await own.post('/v1/traces', leaky)
    expect(await own.rows('otel_traces')).toMatchObject([{ SpanName: 'mail [email]', SpanAttributes: {} }])
    expect(own.counters.scrubbed).toMatchObject({ email: 1, denied_key: 2, ip: 0 })
    expect(own.counters.accepted.traces).toBe(1)
    await own.empty()
    await own.close()
  })
})
