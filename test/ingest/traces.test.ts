import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'
import { double, fixed64, integer, kv, message, strings, text, varint } from './protobuf.ts'

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

const traceId = Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex')
const spanId = Buffer.from('a1a2a3a4a5a6a7a8', 'hex')
const parentId = Buffer.from('b1b2b3b4b5b6b7b8', 'hex')
const start = 1_795_324_206_172_000_001n

const span = Buffer.concat([
  message(1, traceId),
  message(2, spanId),
  text(3, 'vendor=1'),
  message(4, parentId),
  text(5, 'GET /orders/:id'),
  varint(6, 2),
  fixed64(7, start),
  fixed64(8, start + 1_500_000n),
  message(9, kv('http.request.method', text(1, 'GET'))),
  message(9, kv('http.response.status_code', integer(200n))),
  message(9, kv('big', integer(-9_223_372_036_854_775_808n))),
  message(9, kv('ratio', double(0.25))),
  message(9, kv('ok', varint(2, 1))),
  message(9, kv('list', message(5, strings('a', 'b')))),
  message(9, kv('raw', message(7, Buffer.from([0, 255])))),
  message(9, kv('nothing', Buffer.alloc(0))),
  message(11, Buffer.concat([fixed64(1, start + 5n), text(2, 'cache.miss'), message(3, kv('key', text(1, 'k1')))])),
  message(11, Buffer.concat([fixed64(1, start + 6n), text(2, 'second')])),
  message(
    13,
    Buffer.concat([message(1, traceId), message(2, parentId), text(3, 's=1'), message(4, kv('why', text(1, 'batch')))]),
  ),
  message(15, Buffer.concat([text(2, 'it broke'), varint(3, 2)])),
])

const request = message(
  1,
  Buffer.concat([
    message(
      1,
      Buffer.concat([message(1, kv('service.name', text(1, 'shop'))), message(1, kv('process.pid', integer(7n)))]),
    ),
    message(2, Buffer.concat([message(1, Buffer.concat([text(1, 'lib'), text(2, '1.0')])), message(2, span)])),
  ]),
)

describe('POST /v1/traces', () => {
  it('brings a span of protobuf into its table as the Collector would', async () => {
    const answer = await door.post('/v1/traces', request)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/x-protobuf')
    expect(answer.body.length).toBe(0)
    expect(await door.rows('otel_traces')).toEqual([
      {
        Timestamp: '2026-11-22 05:10:06.172000001',
        TraceId: '0102030405060708090a0b0c0d0e0f10',
        SpanId: 'a1a2a3a4a5a6a7a8',
        ParentSpanId: 'b1b2b3b4b5b6b7b8',
        TraceState: 'vendor=1',
        SpanName: 'GET /orders/:id',
        SpanKind: 'Server',
        ServiceName: 'shop',
        ResourceAttributes: { 'process.pid': '7', 'service.name': 'shop' },
        ScopeName: 'lib',
        ScopeVersion: '1.0',
        SpanAttributes: {
          big: '-9223372036854775808',
          'http.request.method': 'GET',
          'http.response.status_code': '200',
          list: '["a","b"]',
          nothing: '',
          ok: 'true',
          ratio: '0.25',
          raw: 'AP8=',
        },
        Duration: '1500000',
        StatusCode: 'Error',
        StatusMessage: 'it broke',
        'Events.Timestamp': ['2026-11-22 05:10:06.172000006', '2026-11-22 05:10:06.172000007'],
        'Events.Name': ['cache.miss', 'second'],
        'Events.Attributes': [{ key: 'k1' }, {}],
        'Links.TraceId': ['0102030405060708090a0b0c0d0e0f10'],
        'Links.SpanId': ['b1b2b3b4b5b6b7b8'],
        'Links.TraceState': ['s=1'],
        'Links.Attributes': [{ why: 'batch' }],
      },
    ])
  })
})
