import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Schema from 'typebox/schema'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, type AppOptions, send } from './app.ts'
import { type EventEndpoint, openEventEndpoint } from './event-endpoint.ts'
import { certificate, certificateKey } from './tls.ts'
import { receiver, start } from './watch.ts'

const schema = JSON.parse(readFileSync(join(root, 'schemas/events.json'), 'utf8')) as Record<string, unknown> & {
  readonly $defs: { readonly event: { readonly properties: object } }
}

/** An app that runs the code and lives on, with `trackEvent` in scope. */
const run = (endpoint: Pick<EventEndpoint, 'url'>, code: string, env: AppOptions['env'] = {}): App =>
  start(`import { trackEvent } from '${root}/dist/index.js'\n${code}`, {
    kind: 'mjs',
    env: { PLAINSIGHT_EVENTS_TO: 'http', PLAINSIGHT_EVENTS_URL: endpoint.url, ...env },
  })

const living = 'setInterval(() => undefined, 1000)'

describe('a team’s own endpoint', () => {
  test('gets what its schema describes, with the key, compressed, and without secrets', async () => {
    const endpoint = await openEventEndpoint()
    const code = `
      import http from 'node:http'
      import { trace } from '@opentelemetry/api'
      const server = http.createServer((request, response) => {
        trace.getActiveSpan().setAttributes({ 'user.id': 'u7', 'session.id': 's1' })
        trackEvent('order.placed', { properties: { total: 12.5, password: 'hunter2', note: 'card 4111 1111 1111 1111 of ann@shop.test at 203.0.113.7', client_ip: '203.0.113.7', request: { url: '/find?q=hunter2', 'user-agent': 'canary/1' }, 'ann@shop.test': 1 } })
        response.end('ok')
      }).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))
      trackEvent('shop.opened')`
    const env = {
      PLAINSIGHT_EVENTS_TO: 'http,otlp',
      PLAINSIGHT_EVENTS_API_KEY: 'k-123',
      PLAINSIGHT_ENVIRONMENT: 'live',
    }
    const app = run(endpoint, code, env)
    const headers = { referer: 'https://shop.test/cart?token=hunter2', cookie: 'sid=hunter2', 'user-agent': 'canary/1' }
    await send(await app.port, '/buy?email=ann@shop.test', { headers })
    await endpoint.takes(2)
    const check = Schema.Compile(schema)
    for (const { path, headers: given, body } of endpoint.posts) {
      expect(path).toBe('/in?key=1')
      expect(given).toMatchObject({
        authorization: 'Bearer k-123',
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'user-agent': expect.stringMatching(/^plainsight\/\d/),
      })
      expect(check.Errors(body)).toEqual([true, []])
      for (const event of body.events) {
        expect(Object.keys(schema.$defs.event.properties)).toEqual(expect.arrayContaining(Object.keys(event)))
      }
    }
    expect(check.Check({ events: [{ event: 'Order Placed' }] })).toBe(false)
    expect(endpoint.taken.find(({ event }) => event === 'order.placed')).toMatchObject({
      user: 'u7',
      session: 's1',
      app: { environment: 'live' },
      path: '/buy',
      referrer: 'https://shop.test/cart',
      properties: { total: 12.5, note: 'card [card] of [email] at [ip]' },
    })
    expect(JSON.stringify(endpoint.posts.map(({ body }) => body))).not.toMatch(/hunter2|4111|ann@|canary|203\.0/)
    await receiver.waitFor(() => receiver.logs.length === 2)
  })

  test('that is busy gets the same events again, after the time that it names', async () => {
    const endpoint = await openEventEndpoint()
    endpoint.answer = (_, response, earlier) => {
      const status = [429, 500][earlier]
      if (status !== undefined) response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end()
      return status !== undefined
    }
    const app = run(endpoint, `trackEvent('order.placed'); ${living}`)
    expect(await endpoint.takes(1)).toEqual(['order.placed'])
    const [first, second, third] = endpoint.posts
    expect(second!.at - first!.at).toBeGreaterThan(990)
    expect(third!.at - second!.at).toBeGreaterThan(400)
    expect(third!.body).toEqual(first!.body)
    expect(app.stderr()).toBe('plainsight: the receiver is unavailable (HTTP 429): events to http wait in memory\n')
  })

  test('that refuses loses them, counted; a redirect is not followed, so that the key goes nowhere else', async () => {
    const [endpoint, elsewhere] = [await openEventEndpoint(), await openEventEndpoint()]
    endpoint.answer = (_, response, earlier) => {
      if (earlier === 0) response.writeHead(307, { location: elsewhere.url }).end()
      else response.writeHead(401).end()
      return true
    }
    const app = run(
      endpoint,
      `trackEvent('a.b'); setTimeout(() => { trackEvent('a.c'); trackEvent('a.d') }, 300); ${living}`,
    )
    await receiver.waitFor(() => endpoint.posts.length === 2)
    await app.stop('SIGTERM')
    expect(app.stderr().split('\n').filter(Boolean)).toEqual([
      'plainsight: 1 event to http was lost: HTTP 307: redirects are not followed',
      'plainsight: 2 more events to http were lost, 3 so far: HTTP 401',
    ])
    expect(elsewhere.posts).toEqual([])
  })

  test('that is down for long costs bounded memory and one warning; the hub gets everything', async () => {
    const endpoint = await openEventEndpoint()
    endpoint.answer = (_, response) => Boolean(response.writeHead(503).end())
    const code = `
      for (let at = 0; at < 1000; at++) trackEvent('order.placed', { properties: { at, text: 'x'.repeat(200) } })
      process.on('SIGUSR2', () => trackEvent('order.last'))
      ${living}`
    const env = { PLAINSIGHT_EVENTS_TO: 'otlp,http', PLAINSIGHT_EXPORT_MAX_BYTES: '131072' }
    const app = run(endpoint, code, env)
    await receiver.waitFor(() => /waits? in memory/.test(app.stderr()))
    endpoint.answer = undefined
    app.child.kill('SIGUSR2')
    await receiver.waitFor(() => endpoint.taken.some(({ event }) => event === 'order.last'))
    const kept = endpoint.taken.length
    expect(kept).toBeGreaterThan(100)
    expect(kept).toBeLessThan(400)
    await app.stop('SIGTERM')
    const numbers = new Set(endpoint.taken.map(({ properties }) => properties.at))
    expect(numbers.size).toBe(kept)
    // What is on its way stays; of the rest the newest are kept.
    expect(numbers).toContain(999)
    const lost = [...app.stderr().matchAll(/(\d+)(?: more)? events to http were lost/g)].map(([, count]) =>
      Number(count),
    )
    expect(lost.reduce((sum, count) => sum + count, 0)).toBe(1001 - kept)
    expect(app.stderr().match(/events to http wait/g)).toHaveLength(1)
  })

  test('without https of its own certificate gets nothing; with PLAINSIGHT_EVENTS_CERTIFICATE it does', async () => {
    const endpoint = await openEventEndpoint({ key: certificateKey, cert: certificate })
    const file = join(mkdtempSync(join(tmpdir(), 'plainsight-ca-')), 'ca.pem')
    writeFileSync(file, certificate)
    const stranger = run(endpoint, `trackEvent('a.b'); ${living}`)
    await receiver.waitFor(() => /SELF_SIGNED.*wait in memory/.test(stranger.stderr()))
    expect(endpoint.posts).toEqual([])
    await run(endpoint, `trackEvent('a.c')`, { PLAINSIGHT_EVENTS_CERTIFICATE: file }).ended
    expect(await endpoint.takes(1)).toEqual(['a.c'])
  })

  test('whose address is missing is named, and nothing else suffers', async () => {
    const app = start(`import { trackEvent } from '${root}/dist/index.js'; trackEvent('a.b')`, {
      kind: 'mjs',
      env: { PLAINSIGHT_EVENTS_TO: 'http,otlp' },
    })
    await app.ended
    expect(app.stderr()).toBe(
      'plainsight: PLAINSIGHT_EVENTS_TO names http: set PLAINSIGHT_EVENTS_URL, or no events go there\n',
    )
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(['a.b'])
  })
})

describe('at the end of the process', () => {
  test.each([
    ['natural end', ''],
    ['process.exit', 'process.exit()'],
    ['SIGTERM', `process.kill(process.pid, 'SIGTERM'); ${living}`],
    ['an exception', `setTimeout(() => { throw new Error('thrown') }, 20)`],
  ])('%s: what is left is posted', async (_, end) => {
    const endpoint = await openEventEndpoint()
    await run(endpoint, `trackEvent('job.done'); ${end}`, { PLAINSIGHT_LOG_CAPTURE: 'none' }).ended
    expect(await endpoint.takes(1)).toEqual(['job.done'])
  })

  test.each([
    ['natural end', ''],
    ['process.exit', 'process.exit()'],
  ])('%s: an endpoint that hangs shares the one budget, and keeps nothing from the hub', async (_, end) => {
    const endpoint = await openEventEndpoint()
    endpoint.answer = () => true
    const code = `
      trackEvent('job.done')
      let since
      process.on('exit', () => process.stdout.write(String(Date.now() - since)))
      setTimeout(() => { since = Date.now(); trackEvent('job.left'); ${end} }, 400)`
    const env = { PLAINSIGHT_EVENTS_TO: 'http,otlp', PLAINSIGHT_SHUTDOWN_MS: '2000' }
    const app = run(endpoint, code, env)
    await app.ended
    // Half of the budget is for the answer that does not come. On a busy machine the start of a thread takes its time,
    // too; a hanging request would take ten seconds.
    expect(Number(app.stdout())).toBeLessThan(6000)
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(['job.done', 'job.left'])
    expect(app.stderr()).toMatch(/events? to http (was|were) lost.*: the process ended before delivery/)
  })
})
