import { once } from 'node:events'
import { type ClientHttp2Session, constants } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createSecret } from '../../src/control/key-secret.ts'
import { openControl } from '../../src/control/open-control.ts'
import { eventually } from '../eventually.ts'
import { message, text } from '../ingest/protobuf.ts'
import { type CallEnd, call as callOn, connectTo, exportPaths, toFrame, toHeaders } from './grpc-call.ts'
import { type GrpcHub, openGrpcHub } from './grpc-hub.ts'
import { createRequest, toRequest, toSpan } from './grpc-request.ts'

const token = 'a-long-random-token'
const bearer = `Bearer ${token}`
const maxBodyBytes = 200_000
let hub: GrpcHub
beforeAll(async () => {
  hub = await openGrpcHub({ token, maxBodyBytes, maxInflatedBytes: 400_000 })
})
afterAll(() => hub?.close())

const connect = (): Promise<ClientHttp2Session> => connectTo(hub.grpcPort)

/** A call that has the token, unless it has another one. */
const call = (
  session: ClientHttp2Session,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<CallEnd> => callOn(session, body, { authorization: bearer, ...headers })

/** How many spans there are when the store has everything that was acknowledged. */
const countSpans = async (): Promise<number> => {
  await eventually('an empty journal', async () => (await readMetric('plainsight_journal_bytes')) === 0)
  const { rows } = await hub.store.query<{ n: number }>('SELECT toInt32(count()) AS n FROM otel_traces')
  return rows[0]!.n
}

const readMetrics = async (): Promise<string> =>
  (await hub.app.inject({ url: '/metrics', headers: { authorization: bearer } })).body

/** Value of a sample, by its beginning. */
const readMetric = async (start: string): Promise<number> => {
  const line = (await readMetrics()).split('\n').find((sample) => sample.startsWith(start))
  return Number(line?.split(' ').at(-1))
}

describe('a call that is fine', () => {
  test.each([
    ['without compression', (request: Buffer) => toFrame(request), {}],
    ['with gzip', (request: Buffer) => toFrame(gzipSync(request), 1), { 'grpc-encoding': 'gzip' }],
    ['with deflate', (request: Buffer) => toFrame(deflateSync(request), 1), { 'grpc-encoding': 'deflate' }],
    ['that could be compressed and is not', (request: Buffer) => toFrame(request), { 'grpc-encoding': 'gzip' }],
    ['that names its codec', (request: Buffer) => toFrame(request), { 'content-type': 'application/grpc+proto' }],
  ])('%s is on disk when it is answered', async (_, toBody, headers) => {
    const before = await countSpans()
    const answer = await call(await connect(), toBody(createRequest()), headers)
    expect(answer).toMatchObject({ http: 200, status: 0, text: '' })
    expect(answer.head['content-type']).toBe('application/grpc')
    expect(answer.body).toEqual(toFrame(Buffer.alloc(0)))
    await eventually('the span', async () => (await countSpans()) === before + 1)
  })

  test.each(Object.entries(exportPaths))('may be empty (%s)', async (_, path) => {
    const answer = await call(await connect(), toFrame(Buffer.alloc(0)), { ':path': path })
    expect(answer).toMatchObject({ status: 0 })
  })

  test('in part says in its answer how many records were not taken, and why', async () => {
    const before = await countSpans()
    const request = toRequest(toSpan(), toSpan(5))
    const answer = await call(await connect(), toFrame(request))
    const partial = Buffer.concat([Buffer.from([8, 1]), text(2, 'trace ids have 16 bytes, span ids 8')])
    expect(answer.status).toBe(0)
    expect(answer.body).toEqual(toFrame(message(1, partial)))
    await eventually('the other span', async () => (await countSpans()) === before + 1)
  })

  test('sent again, by HTTP or gRPC, is stored once', async () => {
    const before = await countSpans()
    const request = createRequest()
    const session = await connect()
    expect(await call(session, toFrame(request))).toMatchObject({ status: 0 })
    expect(await call(session, toFrame(gzipSync(request), 1), { 'grpc-encoding': 'gzip' })).toMatchObject({ status: 0 })
    const headers = { 'content-type': 'application/x-protobuf', authorization: bearer }
    await hub.app.inject({ method: 'POST', url: '/v1/traces', headers, payload: request })
    await call(session, toFrame(createRequest()))
    await eventually('both spans', async () => (await countSpans()) === before + 2)
  })

  test('is one of many on its connection', async () => {
    const before = await countSpans()
    const session = await connect()
    const answers = await Promise.all(Array.from({ length: 500 }, () => call(session, toFrame(createRequest()))))
    expect(answers.filter(({ status }) => status !== 0)).toEqual([])
    await eventually('all spans', async () => (await countSpans()) === before + 500)
  })
})

describe('a call that is not fine gets the status that its client acts on, and no data', () => {
  const good = toFrame(createRequest())
  const gzip = { 'grpc-encoding': 'gzip' }
  test.each([
    ['no message', Buffer.alloc(0), {}, 3, 'no message was sent', 'undecodable'],
    ['half a message', good.subarray(0, -3), {}, 3, 'the message was cut off', 'undecodable'],
    ['half a head', good.subarray(0, 3), {}, 3, 'the message was cut off', 'undecodable'],
    ['two messages', Buffer.concat([good, good]), {}, 3, 'more than one message was sent', 'undecodable'],
    ['bytes after the message', Buffer.concat([good, Buffer.from('x')]), {}, 3, 'more than one', 'undecodable'],
    ['a message that is no request', toFrame(Buffer.from('hello')), {}, 3, 'not a valid OTLP traces', 'undecodable'],
    ['an unknown flag', toFrame(good.subarray(5), 2), gzip, 3, 'the compression flag', 'undecodable'],
    ['a flag without encoding', toFrame(gzipSync(good), 1), {}, 3, 'names no encoding', 'undecodable'],
    ['what is no gzip', toFrame(good.subarray(5), 1), gzip, 3, 'cannot be decompressed as gzip', 'encoding_invalid'],
    ['an unknown encoding', toFrame(good, 1), { 'grpc-encoding': 'lzma' }, 12, 'not supported', 'encoding_invalid'],
    ['too long a message', toFrame(Buffer.alloc(maxBodyBytes + 1)), {}, 8, 'larger than 200000 bytes', 'too_large'],
    ['a message said to be 4 GiB', Buffer.alloc(5, 255).fill(0, 0, 1), {}, 8, 'larger than', 'too_large'],
    ['too long when inflated', toFrame(gzipSync(Buffer.alloc(400_001)), 1), gzip, 8, 'after inflating', 'too_large'],
  ])('%s', async (_, body, headers, status, words, reason) => {
    const counter = `plainsight_ingest_refused_total{signal="traces",reason="${reason}"}`
    const [rows, refused] = [await countSpans(), await readMetric(counter)]
    const session = await connect()
    const answer = await call(session, body, headers)
    expect(answer).toMatchObject({ http: 200, status, text: expect.stringContaining(words), retryAfter: undefined })
    expect(await readMetric(counter)).toBe(refused + 1)
    expect(await countSpans()).toBe(rows)
    expect((await call(session, toFrame(Buffer.alloc(0)))).status).toBe(0)
  })

  test('an unknown encoding gets the list of those there are', async () => {
    const answer = await call(await connect(), toFrame(good, 1), { 'grpc-encoding': 'lzma' })
    expect(String(answer.head['grpc-accept-encoding']).split(',')).toContain('gzip')
  })

  test.each([
    ['another method', { ':path': '/grpc.health.v1.Health/Check' }, 200, 12, 'does not exist'],
    ['another codec', { 'content-type': 'application/grpc+json' }, 200, 12, 'is not supported here'],
    ['no gRPC', { 'content-type': 'application/x-protobuf' }, 415, undefined, ''],
    ['gRPC-Web', { 'content-type': 'application/grpc-web+proto' }, 415, undefined, ''],
    ['PUT', { ':method': 'PUT' }, 405, undefined, ''],
    ['a foreign host', { ':authority': 'evil.example.com:4317' }, 200, 7, 'PLAINSIGHT_ALLOWED_HOSTS'],
    ['a foreign origin', { origin: 'https://evil.example.com' }, 200, 7, 'PLAINSIGHT_ALLOWED_ORIGINS'],
  ])('%s', async (_, headers, http, status, words) => {
    const answer = await call(await connect(), good, headers)
    expect(answer).toMatchObject({ http, status, text: expect.stringContaining(words) })
  })

  test('a window that is full of refused messages does not stay full', async () => {
    const session = await connect()
    const large = toFrame(Buffer.alloc(1_000_000))
    for (let sent = 0; sent < 12; sent++) expect((await call(session, large)).status).toBe(8)
    expect((await call(session, toFrame(createRequest()))).status).toBe(0)
  })
})

describe('the token', () => {
  test.each([
    ['none', '', 16],
    ['a wrong one', 'Bearer wrong', 16],
    ['the right one without its scheme', token, 16],
    ['the right one', `Bearer ${token}`, 0],
    ['the right one, with a scheme in lower case', `bearer ${token}`, 0],
  ])('%s', async (_, authorization, status) => {
    const answer = await call(await connect(), toFrame(Buffer.alloc(0)), { authorization })
    expect(answer.status).toBe(status)
    if (status !== 0) expect(answer.text).toContain('PLAINSIGHT_TOKEN')
  })

  test('wrong ones are put off after a while, the right one passes', async () => {
    const session = await connect()
    const guess = (): Promise<CallEnd> => call(session, toFrame(Buffer.alloc(0)), { authorization: 'Bearer guess' })
    await eventually('a refusal', async () => (await guess()).status === 8)
    expect(await guess()).toMatchObject({ status: 8, retryAfter: 60 })
    expect((await call(session, toFrame(createRequest()))).status).toBe(0)
  })

  test.each([
    ['write', 0],
    ['read', 7],
  ] as const)('a key with the scope %s: %i', async (scope, status) => {
    const secret = createSecret()
    const control = openControl(hub.dataDir)
    control.keys.add({ name: scope, scopes: [scope], secret })
    control.close()
    const answer = await call(await connect(), toFrame(createRequest()), { authorization: `Bearer ${secret}` })
    expect(answer.status).toBe(status)
  })

  test('the cookie of a page is none', async () => {
    const signedIn = await hub.app.inject({ method: 'POST', url: '/api/session', payload: { token } })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    expect((await hub.app.inject({ url: '/metrics', headers: { cookie } })).statusCode).toBe(200)
    const answer = await call(await connect(), toFrame(Buffer.alloc(0)), { authorization: '', cookie })
    expect(answer.status).toBe(16)
  })
})

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const frame = (type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
const settings = frame(4, 0, 0)
/** Heads without a table: each name and value as it is. */
const toHeadBlock = (headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  )
const many = (count: number, one: (index: number) => Uint8Array): Buffer =>
  Buffer.concat([preface, settings, ...Array.from({ length: count }, (_, index) => one(index))])

/** Writes bytes and reads until the hub closes the connection. */
const sendRaw = async (bytes: Uint8Array): Promise<Buffer> => {
  const socket = connectTcp(hub.grpcPort, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  const received: Buffer[] = []
  socket.on('data', (chunk) => received.push(chunk))
  socket.write(bytes)
  await new Promise((closed) => socket.once('close', closed))
  return Buffer.concat(received)
}

describe('a client that gives up', () => {
  const halfOf = (request: Buffer): Buffer => request.subarray(0, -1)

  test('by its deadline gets DEADLINE_EXCEEDED', async () => {
    const stream = (await connect()).request(toHeaders({ authorization: bearer, 'grpc-timeout': '50m' }))
    stream.write(halfOf(toFrame(createRequest())))
    const [head] = (await once(stream, 'response')) as [Record<string, string>]
    expect(head['grpc-status']).toBe('4')
  })

  const counter = 'plainsight_grpc_calls_total{signal="traces",code="CANCELLED"}'
  const head = { ':scheme': 'http', ':authority': 'localhost', ...toHeaders({ authorization: bearer }) }

  test.each([
    ['a call', frame(3, 0, 1, Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]))],
    ['the connection', Buffer.alloc(0)],
  ])('%s leaves nothing behind', async (_, end) => {
    const [before, rows] = [await readMetric(counter), await countSpans()]
    const socket = connectTcp(hub.grpcPort, '127.0.0.1')
    const half = frame(0, 0, 1, halfOf(toFrame(createRequest())))
    socket.write(Buffer.concat([preface, settings, frame(1, 4, 1, toHeadBlock(head)), half, end]))
    await once(socket, 'data')
    if (end.length === 0) socket.destroy()
    await eventually('the end of the call', async () => (await readMetric(counter)) === before + 1)
    socket.destroy()
    expect(await countSpans()).toBe(rows)
  })
})

describe('clients that mean harm', () => {
  /** What the hub must still do for everybody else. */
  const expectService = async (): Promise<void> => {
    expect((await call(await connect(), toFrame(createRequest()))).status).toBe(0)
  }

  /** `:method POST`, `:path /`, `:scheme http` by their numbers in HPACK's static table. */
  const requestHead = Buffer.from([0x83, 0x84, 0x86])
  const enhanceYourCalm = Buffer.from([0, 0, 0, 11])

  test.each([
    ['pings without end', many(5_000, () => frame(6, 0, 0, Buffer.alloc(8))), enhanceYourCalm],
    ['settings without end', many(5_000, () => settings), enhanceYourCalm],
    [
      'calls that are taken back at once',
      many(20_000, (index) =>
        Buffer.concat([frame(1, 4, index * 2 + 1, requestHead), frame(3, 0, index * 2 + 1, enhanceYourCalm)]),
      ),
      undefined,
    ],
    [
      'heads without end',
      many(5_000, (index) => (index === 0 ? frame(1, 0, 1, requestHead) : frame(9, 0, 1, Buffer.alloc(1_000, 0x84)))),
      undefined,
    ],
    ['a frame larger than allowed', many(1, () => frame(0, 0, 1, Buffer.alloc(100_000))), undefined],
    [
      'a table of heads that is broken',
      many(1, () => frame(1, 5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff]))),
      undefined,
    ],
    ['noise after the first line', Buffer.concat([preface, Buffer.alloc(5_000, 0xaa)]), undefined],
  ])('%s end their connection', async (_, bytes, answer) => {
    const received = await sendRaw(bytes)
    if (answer !== undefined) expect(received.includes(answer)).toBe(true)
    await expectService()
  })

  test('more calls at a time than one connection may have are refused', async () => {
    const session = await connect()
    const open = Array.from({ length: 400 }, () => {
      const stream = session.request(toHeaders({ authorization: bearer }))
      stream.on('error', () => undefined)
      return stream
    })
    await expectService()
    const gauge = await readMetric('plainsight_grpc_connections')
    expect(gauge).toBeGreaterThanOrEqual(1)
    for (const stream of open) stream.close(constants.NGHTTP2_CANCEL)
  })

  test('messages that never end take no more memory than there is for messages, and give it back', async () => {
    const large = toFrame(Buffer.alloc(maxBodyBytes)).subarray(0, maxBodyBytes - 10)
    const stuck = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const session = await connect()
        const stream = session.request(toHeaders({ authorization: bearer }))
        stream.on('error', () => undefined)
        await new Promise((written) => stream.write(large, written))
        // What was sent before a ping has been read when its answer is there.
        await new Promise((answered) => session.ping(answered))
        return session
      }),
    )
    expect(await call(await connect(), toFrame(createRequest()))).toMatchObject({
      status: 8,
      retryAfter: 2,
      text: expect.stringContaining('Too many large requests'),
    })
    for (const session of stuck) session.destroy()
    await eventually('room', async () => (await call(await connect(), toFrame(createRequest()))).status === 0)
  })
})

describe('the wrong port', () => {
  test('HTTP on the port of gRPC reads where to go', async () => {
    const answer = await fetch(`http://127.0.0.1:${hub.grpcPort}/v1/traces`, {
      method: 'POST',
      body: 'x'.repeat(500_000),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      error: { code: 'OTLP_HTTP_ELSEWHERE', message: expect.stringContaining(`on port ${hub.httpPort}`) },
    })
  })

  test('TLS on the port of gRPC is closed at once', async () => {
    const socket = connectTls({ port: hub.grpcPort, host: '127.0.0.1' })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toMatch(/^ERR_SSL_/)
  })

  test('a first line that comes byte by byte is read to its end', async () => {
    const socket = connectTcp(hub.grpcPort, '127.0.0.1')
    socket.setNoDelay(true)
    for (const byte of 'PRIMITIVE\r\n') {
      socket.write(byte)
      // Apart in time, so that the port reads each byte alone.
      await sleep(5)
    }
    expect(await readText(socket)).toContain('HTTP/1.1 400 ')
  })

  test.each([0, 1_000, 1_000_000])('gRPC with %i bytes on the port of HTTP reads where to go', async (length) => {
    for (let tries = 0; tries < 3; tries++) {
      const answer = await call(await connectTo(hub.httpPort), toFrame(Buffer.alloc(length)))
      expect(answer).toMatchObject({
        status: 12,
        text: expect.stringContaining(`This port accepts OTLP over HTTP; send OTLP over gRPC to port ${hub.grpcPort}`),
        retryAfter: undefined,
      })
    }
    expect((await fetch(`http://127.0.0.1:${hub.httpPort}/healthz`)).status).toBe(200)
  })

  test('what is neither on the port of HTTP is refused as ever', async () => {
    const socket = connectTcp(hub.httpPort, '127.0.0.1')
    socket.end('PRI * HTTP/1.1\r\n\r\n')
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })
})

// Last: it ends the hub.
test('a stop lets calls that run come to their end, turns others away, and waits for no idle connection', async () => {
  const [busy, idle] = [await connect(), await connect()]
  await call(idle, toFrame(createRequest()))
  const body = toFrame(createRequest())
  const stream = busy.request(toHeaders({ authorization: bearer }))
  stream.write(body.subarray(0, 20))
  await call(busy, toFrame(createRequest()))
  const goaway = once(busy, 'goaway')
  const idleClosed = once(idle, 'close')
  const stopped = hub.stopGrpc()
  await goaway
  await idleClosed
  await expect(connectTo(hub.grpcPort)).rejects.toThrow('ECONNREFUSED')
  stream.end(body.subarray(20)).resume()
  const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>]
  expect(trailers['grpc-status']).toBe('0')
  await stopped
})
