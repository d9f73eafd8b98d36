import { describe, expect, test } from 'vitest'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

const theirs = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${theirs}-b7ad6b7169203331-01`
const headers = { traceparent, tracestate: 'vendor=1', baggage: 'tenant=blue' }

/**
 * Every name leads to the app itself. `/call` calls a host in one of the ways, and answers the headers that arrived.
 */
const caller = `
const http = require('http')
const dns = require('dns')
dns.lookup = (name, options, done = options) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const given = { 'x-signed': 'of these headers' }
const list = ['X-Signed', 'of these headers', 'Host', 'listed']
const ways = {
  http: (url) => get(url, { headers: given }),
  list: (url) => get(url, { headers: list }),
  fetch: (url) => fetch(url, { headers: given }).then((answer) => answer.text()),
  proxied: (url) => get('http://127.0.0.1:' + server.address().port, { path: url, headers: given }),
}
const get = (url, options) => new Promise((resolve, reject) => {
  http.get(url, options, (answer) => { let text = ''; answer.on('data', (part) => { text += part }).on('end', () => resolve(text)) }).on('error', reject)
})
const server = http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x')
  if (url.pathname === '/in') return res.end(JSON.stringify(req.headers))
  const seen = await ways[url.searchParams.get('way')]('http://' + url.searchParams.get('host') + ':' + server.address().port + '/in')
  res.end(JSON.stringify({ seen: JSON.parse(seen), given: Object.keys(given).join(), list: list.join() }))
})
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

type Seen = { readonly seen: Record<string, string>; readonly given: string; readonly list: string }

const call = async (app: App, way: string, host: string): Promise<Seen> => {
  const answer = await send(await app.port, `/call?way=${way}&host=${host}`, {
    headers: { ...headers, host: 'shop.example.com:8080' },
  })
  return JSON.parse(answer.body) as Seen
}

describe('a trace that a client names', () => {
  /** The app calls itself, so that a trace which is accepted by the API would be seen there. */
  const relay = `
const http = require('http')
const { trace, context, propagation } = require('@opentelemetry/api')
const server = http.createServer((req, res) => {
  if (req.url === '/in') return res.end(JSON.stringify(req.headers))
  const extracted = propagation.extract(context.active(), req.headers)
  http.get('http://127.0.0.1:' + server.address().port + '/in', (answer) => {
    res.setHeader('x-extracted', trace.getSpanContext(extracted).traceId)
    answer.pipe(res)
  })
}).listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`
  test.each([
    ['is continued when they are on this machine', {}, true],
    ['is continued when their network is trusted', { PLAINSIGHT_TRUST_TRACEPARENT: '10.0.0.0/8,127.0.0.0/24' }, true],
    ['is continued when everyone is trusted', { PLAINSIGHT_TRUST_TRACEPARENT: 'all' }, true],
    ['is a link when nobody is trusted', { PLAINSIGHT_TRUST_TRACEPARENT: 'none' }, false],
    ['is a link when others are trusted', { PLAINSIGHT_TRUST_TRACEPARENT: 'uniquelocal,192.0.2.7' }, false],
    [
      'is a link for the stock instrumentation too',
      { PLAINSIGHT_TRUST_TRACEPARENT: 'none', PLAINSIGHT_HTTP_SERVER: 'stock' },
      false,
    ],
  ])('%s', async (_, env, continued) => {
    const answer = await send(await start(relay, { env }).port, '/out', { headers })
    const span = await receiver.waitFor(() =>
      receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === '/out'),
    )
    const seen = JSON.parse(answer.body) as Record<string, string>
    expect(span.traceId === theirs).toBe(continued)
    expect(span.parentSpanId).toBe(continued ? 'b7ad6b7169203331' : '')
    expect(span.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual(
      continued ? [] : [[theirs, 'b7ad6b7169203331']],
    )
    expect(span.traceState).toBe(continued ? 'vendor=1' : '')
    expect(seen.traceparent?.slice(3, 35)).toBe(span.traceId)
    expect([seen.tracestate, seen.baggage]).toEqual(continued ? ['vendor=1', 'tenant=blue'] : [undefined, undefined])
    expect(answer.headers['x-extracted']).toBe(span.traceId)
  })
  test('is recorded or not as the app decides, when it is a stranger who says that it is not sampled', async () => {
    const env = { PLAINSIGHT_TRUST_TRACEPARENT: 'none' }
    await send(await start(relay, { env }).port, '/in', {
      headers: { traceparent: traceparent.replace(/01$/, '00') },
    })
    expect((await receiver.waitFor(() => receiver.serverSpans()[0])).traceId).not.toBe(theirs)
  })
})

describe('calls carry the trace to neighbours', () => {
  const [both, trace, none] = [
    [true, true],
    [true, false],
    [false, false],
  ] as const
  test.each([
    [
      'by default',
      {},
      [
        ['127.0.0.1', both],
        ['localhost', both],
        ['orders', both],
        ['orders.shop.svc.cluster.local', both],
        ['api.example.com', both],
        ['example.com', both],
        ['bank.example.org', none],
        ['notexample.com', none],
        ['203.0.113.7.example.net', none],
      ],
    ],
    [
      'and to hosts that are named',
      { PLAINSIGHT_PROPAGATE_TO: 'api.partner.example,*.example.org' },
      [
        ['api.partner.example', both],
        ['bank.example.org', both],
        ['example.org', none],
        ['orders', both],
      ],
    ],
    [
      'and to all, but no baggage',
      { PLAINSIGHT_PROPAGATE_TO: '*' },
      [
        ['bank.example.org', trace],
        ['orders', both],
      ],
    ],
    ['or to none', { PLAINSIGHT_PROPAGATE_TO: 'none' }, [['orders', none]]],
  ] as const)('%s', async (_, env, hosts) => {
    const app = start(caller, { env })
    for (const [host, [hasTrace, hasBaggage]] of hosts) {
      for (const way of ['http', 'fetch', 'list', 'proxied']) {
        const { seen, given, list } = await call(app, way, host)
        const label = `${way} ${host}`
        expect([label, seen.traceparent !== undefined, seen.baggage !== undefined]).toEqual([
          label,
          hasTrace,
          hasBaggage,
        ])
        expect([label, seen.tracestate]).toEqual([label, hasTrace ? 'vendor=1' : undefined])
        expect(seen['x-signed']).toBe('of these headers')
        // The objects of the caller, which a retry would sign and send again, are as they were.
        expect([given, list]).toEqual(['x-signed', 'X-Signed,of these headers,Host,listed'])
      }
    }
    const calls = await receiver.waitFor(() => {
      const spans = receiver.spans.filter(({ kind }) => kind === 3)
      return spans.length === hosts.length * 4 ? spans : undefined
    })
    expect(new Set(calls.map(({ traceId }) => traceId))).toEqual(new Set([theirs]))
    expect(app.stderr()).toBe('')
  })
})
