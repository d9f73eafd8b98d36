import { connect } from 'node:http2'
import { request } from 'node:https'
import { describe, expect, test } from 'vitest'
import type { Answer } from './app.ts'
import type { ReceivedSpan } from './receiver.ts'
import { tlsCode } from './tls.ts'
import { receiver, start } from './watch.ts'

/** Answers its path with the trace id that it sees, at once or when the body has been read. */
const handler = `
const { trace } = require('@opentelemetry/api')
const seen = () => trace.getActiveSpan()?.spanContext().traceId ?? 'none'
const handle = (request, response) => {
  if (request.method !== 'POST') return response.end(JSON.stringify({ version: request.httpVersion, first: seen() }))
  let first
  request.on('data', () => { first = seen() })
  request.on('end', () => setTimeout(() => response.end(JSON.stringify({ first, last: seen() })), 2))
}
const ready = function () { console.log('PORT ' + this.address().port) }
${tlsCode}`

/** A request by HTTP/1.1 over TLS. */
const sendSecurely = (port: number, path: string, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const options = { host: '127.0.0.1', port, path, method, rejectUnauthorized: false, agent: false as const }
    const sent = request(options, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** A request by HTTP/2. */
const sendByHttp2 = (url: string, path: string, body?: string): Promise<Pick<Answer, 'status' | 'body'>> =>
  new Promise((resolve, reject) => {
    const session = connect(url, { rejectUnauthorized: false })
    session.on('error', reject)
    const stream = session.request({ ':path': path, ':method': body === undefined ? 'GET' : 'POST' })
    let status = 0
    let text = ''
    stream.on('response', (headers) => (status = Number(headers[':status'])))
    stream.on('data', (chunk) => (text += chunk))
    stream.on('end', () => {
      session.close()
      resolve({ status, body: text })
    })
    stream.on('error', reject)
    stream.end(body)
  })

const spanOf = ({ headers }: Answer): Promise<ReceivedSpan> =>
  receiver.waitFor(() => receiver.spans.find(({ attributes }) => attributes.request_id === headers['x-request-id']))

const secure = {
  https: "require('node:https').createServer(tls, handle)",
  'http2 that allows HTTP/1': "require('node:http2').createSecureServer({ ...tls, allowHTTP1: true }, handle)",
} as const

describe.each(Object.entries(secure))('a server of %s', (_, server) => {
  test('a request by HTTP/1.1 is a span with its scheme, and its context is there in the listeners of its body', async () => {
    const app = start(`${handler}\n${server}.listen(0, '127.0.0.1', ready)`)
    const port = await app.port
    const answers = [await sendSecurely(port, '/one?x=1'), await sendSecurely(port, '/two', 'some text')] as const
    const spans = [await spanOf(answers[0]), await spanOf(answers[1])] as const
    expect(spans[0]).toMatchObject({
      name: 'GET',
      attributes: {
        'url.scheme': 'https',
        'url.path': '/one',
        'server.address': '127.0.0.1',
        'server.port': port,
        'network.protocol.version': '1.1',
        'http.response.status_code': 200,
      },
    })
    expect(JSON.parse(answers[0].body)).toEqual({ version: '1.1', first: spans[0].traceId })
    expect(JSON.parse(answers[1].body)).toEqual({ first: spans[1].traceId, last: spans[1].traceId })
    expect(app.stderr()).toBe('')
  })
})

test('calls out by https are spans that carry the trace on', async () => {
  const code = `${handler}
const https = require('node:https')
const server = https.createServer(tls, (request, response) => {
  if (request.url !== '/out') return handle(request, response)
  const options = { port: server.address().port, host: '127.0.0.1', path: '/in', rejectUnauthorized: false }
  https.get(options, (answer) => answer.pipe(response))
}).listen(0, '127.0.0.1', ready)`
  const outer = await spanOf(await sendSecurely(await start(code).port, '/out'))
  const inner = await receiver.waitFor(() =>
    receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === '/in'),
  )
  const client = await receiver.waitFor(() => receiver.spans.find(({ spanId }) => spanId === inner.parentSpanId))
  expect(client).toMatchObject({ kind: 3, parentSpanId: outer.spanId, traceId: outer.traceId })
  expect(String(client.attributes['url.full'])).toMatch(/^https:/)
})

describe('a request by HTTP/2 is answered as without the hook, and has one span', () => {
  test.each([
    ['by the request and response of its server', 'http2.createSecureServer(tls, handle)', 'https'],
    ['beside HTTP/1', 'http2.createSecureServer({ ...tls, allowHTTP1: true }, handle)', 'https'],
    ['in the clear', 'http2.createServer(handle)', 'http'],
    [
      'by streams',
      "http2.createServer().on('stream', (stream) => { stream.respond({ ':status': 200 }); stream.on('data', () => {}).on('end', () => stream.end('{}')) })",
      'http',
    ],
  ])('%s', async (_, server, scheme) => {
    const code = `${handler}\nconst http2 = require('node:http2')\n${server}.listen(0, '127.0.0.1', ready)`
    const app = start(code)
    const bare = start(code, { hook: 'none' })
    for (const body of [undefined, 'some text']) {
      const [hooked, expected] = await Promise.all(
        [app, bare].map(async ({ port }) => sendByHttp2(`${scheme}://127.0.0.1:${await port}`, '/two', body)),
      )
      expect(hooked?.status).toBe(expected?.status)
      expect(hooked?.status).toBe(200)
      // The one difference: the handler shows the trace id that it sees.
      expect(hooked?.body.replaceAll(/[0-9a-f]{32}/g, 'none')).toBe(expected?.body)
    }
    await receiver.waitFor(() => receiver.serverSpans().length === 2)
    expect(await app.stop('SIGTERM')).toEqual(await bare.stop('SIGTERM'))
    expect(app.stderr()).toBe('')
    expect(receiver.serverSpans()).toHaveLength(2)
  })
})
