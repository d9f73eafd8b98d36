import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

type Facts = Readonly<Record<string, unknown>>

const plainsight = `${root}/dist/index.js`

/** What a person is, and what must not be sent unless a setting names it. */
const ann = "{ id: 'u7', email: 'ann@canary.test', name: 'Ann Canary', address: '1 Canary Road', password: 'hunter2' }"

const toIds = ({ 'user.id': user, 'session.id': session }: Facts): unknown[] => [user, session]

/** Attributes of the span, the log lines and the events of the request for a path. */
const find = async (path: string): Promise<{ span: Facts; lines: Facts[]; events: Facts[] }> => {
  const span = await receiver.waitFor(() =>
    receiver.serverSpans().find((found) => found.attributes['url.path'] === path),
  )
  const own = receiver.logs.filter(({ traceId }) => traceId === span.traceId)
  return {
    span: span.attributes,
    lines: own.filter(({ eventName }) => eventName === '').map(({ attributes }) => attributes),
    events: own.filter(({ eventName }) => eventName !== '').map(({ attributes }) => attributes),
  }
}

const expectNoCanary = (app: App): void => {
  expect(inspect([receiver.spans, receiver.logs], { depth: null, maxStringLength: null })).not.toMatch(
    /canary|hunter2/i,
  )
  expect(app.stdout() + app.stderr()).not.toMatch(/canary|hunter2/i)
}

describe('setUser and setSession', () => {
  const code = `
import express from 'express'
import { trace } from '@opentelemetry/api'
import { logger, setSession, setUser, trackEvent } from '${plainsight}'
setUser('nobody'); setSession('none')
const app = express()
app.get('/early', (request, response) => {
  logger.info('before')
  setUser('u7', ${ann}); setSession('s1')
  logger.info('after'); trackEvent('order.placed'); trackEvent('order.shown', { userId: 'u8' })
  setTimeout(() => response.end('ok'), 5)
})
app.get('/nested', (request, response) => trace.getTracer('t').startActiveSpan('inner', (span) => {
  setUser(7); logger.info('nested'); span.end(); response.end('ok')
}))
app.get('/odd', (request, response) => {
  for (const odd of [undefined, null, '', {}, NaN, () => 1, 'x'.repeat(300), 'ann@canary.test', Symbol('s')]) { setUser(odd); setSession(odd) }
  setUser('u7', { get email() { throw new Error('no') } })
  logger.info('odd'); response.end('ok')
})
app.get('/late', (request, response) => { response.end('ok'); setTimeout(() => { setUser('late'); trackEvent('late.seen') }, 50) })
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

  test('put ids on the span of the request, and on its lines and events from then on', async () => {
    const app = start(code, { kind: 'mjs' })
    const port = await app.port
    for (const path of ['/early', '/nested', '/odd', '/late']) await send(port, path)
    await receiver.waitFor(() => receiver.logs.find(({ eventName }) => eventName === 'late.seen'))
    const early = await find('/early')
    expect(toIds(early.span)).toEqual(['u7', 's1'])
    expect(early.lines.map(toIds)).toEqual([
      [undefined, undefined],
      ['u7', 's1'],
    ])
    expect(early.events.map(toIds)).toEqual([
      ['u7', 's1'],
      ['u8', 's1'],
    ])
    const nested = await find('/nested')
    expect([nested.span, ...nested.lines].map(toIds)).toEqual([
      ['7', undefined],
      ['7', undefined],
    ])
    for (const path of ['/odd', '/late']) expect(toIds((await find(path)).span)).toEqual([undefined, undefined])
    const line = app
      .stdout()
      .split('\n')
      .find((text) => text.includes('"after"'))
    expect(JSON.parse(line ?? '')).toMatchObject({ 'user.id': 'u7', 'session.id': 's1' })
    expectNoCanary(app)
    expect(app.stderr().split('\n').sort()).toEqual([
      '',
      expect.stringMatching(/^plainsight: an id that is an e-mail address is not sent/),
      expect.stringMatching(/^plainsight: of users only the id is sent; email, name, address is dropped/),
      expect.stringMatching(/^plainsight: the user or session that was set could not be read: no/),
    ])
  })

  test('PLAINSIGHT_COLLECT_USER adds the e-mail address and the name to the span alone', async () => {
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_COLLECT_USER: 'email,name' } })
    await send(await app.port, '/early')
    const { span, lines, events } = await find('/early')
    expect(span).toMatchObject({ 'user.id': 'u7', 'user.email': 'ann@canary.test', 'user.name': 'Ann Canary' })
    expect(JSON.stringify([lines, events])).not.toMatch(/canary|hunter2/i)
    expect(JSON.stringify(span)).not.toMatch(/Road|hunter2/)
  })

  test('put ids on the JSON lines of pino, winston and bunyan, and on what is sent of them', async () => {
    const loggers = `
const pino = require('pino')()
const winston = require('winston')
const line = winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] })
const bunyan = require('bunyan').createLogger({ name: 'app' })
const { setUser } = require('${plainsight}')
require('http').createServer((request, response) => {
  setUser('u"7')
  pino.info('by pino'); pino.info({ nested: { a: 1 } }, 'by pino, parsed'); pino.info({ 'user.id': 'own' }, 'by pino, own')
  line.info('by winston'); bunyan.info('by bunyan')
  response.end('ok')
}).listen(0, '127.0.0.1', function () { process.stdout.write('PORT ' + this.address().port + '\\n') })`
    const app = start(loggers)
    await send(await app.port, '/')
    const { lines } = await find('/')
    expect(lines.map(({ 'user.id': id }) => id)).toEqual(Array(5).fill('u"7'))
    const written = app
      .stdout()
      .split('\n')
      .filter((text) => text.startsWith('{'))
    // The loggers write through streams of their own, so the lines come in any order.
    const ids = written.map((text) => (JSON.parse(text) as Facts)['user.id'])
    expect(ids.sort()).toEqual(['own', 'u"7', 'u"7', 'u"7', 'u"7'])
  })

  test('do nothing without the agent', async () => {
    const app = start(code, { kind: 'mjs', hook: 'none' })
    expect(await send(await app.port, '/odd')).toMatchObject({ status: 200 })
    expect(app.stderr()).toBe('')
  })
})

/** Apps whose middleware keeps the user where each framework has its place for it. */
const frameworks: Readonly<Record<string, string>> = {
  http: `
    http.createServer((request, response) => { request.user = user; tell(); response.end('ok') }).listen(0, '127.0.0.1', ready)`,
  express: `
    const app = (await import('express')).default()
    app.use((request, response, next) => { request.user = user; next() })
    app.get('/', (request, response) => { tell(); response.end('ok') })
    app.listen(0, '127.0.0.1', ready)`,
  fastify: `
    const app = (await import('fastify')).default()
    app.decorateRequest('user', null)
    app.addHook('onRequest', async (request) => { request.user = user })
    app.get('/', async () => { tell(); return 'ok' })
    await app.listen({ port: 0, host: '127.0.0.1' }); ready.call(app.server)`,
  koa: `
    const app = new (await import('koa')).default()
    app.use((ctx, next) => { ctx.state.user = user; return next() })
    app.use((ctx) => { tell(); ctx.body = 'ok' })
    app.listen(0, '127.0.0.1', ready)`,
  hono: `
    const { Hono } = await import('hono')
    const { serve } = await import('@hono/node-server')
    const app = new Hono()
    app.use(async (c, next) => { c.set('user', user); await next() })
    app.get('/', (c) => { tell(); return c.text('ok') })
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => ready.call(server))`,
  hapi: `
    const server = (await import('@hapi/hapi')).default.server({ port: 0, host: '127.0.0.1' })
    server.ext('onPostAuth', (request, h) => { request.user = user; return h.continue })
    server.route({ method: 'GET', path: '/', handler: () => { tell(); return 'ok' } })
    await server.start(); ready.call(server.listener)`,
}

const withFramework = (framework: string, setup = ''): string => `
import http from 'node:http'
import { logger, start, trackEvent } from '${plainsight}'
const user = ${ann}
${setup}
const tell = () => { logger.info('handled'); trackEvent('order.placed') }
function ready() { process.stdout.write('PORT ' + this.address().port + '\\n') }
${frameworks[framework]}`

describe('PLAINSIGHT_USER', () => {
  test.each(Object.keys(frameworks))('passport finds what middleware has put on a request of %s', async (framework) => {
    const app = start(withFramework(framework), { kind: 'mjs', env: { PLAINSIGHT_USER: 'passport' } })
    // What anybody can send is no user.
    await send(await app.port, '/', { headers: { user: 'forged', cookie: 'user=forged' } })
    const { span, lines, events } = await find('/')
    expect([span, ...lines, ...events].map(toIds)).toEqual([
      ['u7', undefined],
      ['u7', undefined],
      ['u7', undefined],
    ])
    expectNoCanary(app)
    expect(app.stderr()).toBe('')
  })
})

describe('start({ user, session })', () => {
  /** What the functions do, by the path of the request. */
  const providers = `
const answers = {
  '/late': (request) => request.person,
  '/throws': () => { throw new Error('no user') },
  '/rejects': () => Promise.reject(new Error('no user')),
  '/resolves': async () => 'u7',
  '/query': () => ({ then() { console.error('a query was run') } }),
  '/no-id': () => ({ email: 'ann@canary.test' }),
  '/getter': () => ({ get id() { throw new Error('no id') } }),
  '/logs': () => { logger.info('from the provider'); return 'u7' },
  '/whole': (request) => request.whole,
  '/mongo': () => ({ _id: { toHexString: () => '65f0c0ffee' } }),
}
const seen = []
start({
  user: (request) => answers[request.url](request),
  session: (request) => request.url === '/late' ? 's1' : undefined,
  spanProcessors: [{ onStart() {}, onEnd: (span) => seen.push(span.attributes['user.id']), forceFlush: async () => {}, shutdown: async () => {} }],
})`
  const app = `${withFramework('express', providers).replace(
    "app.get('/', ",
    `app.get('/late', (request, response) => { logger.info('before'); request.person = 'u7'; tell(); response.end('ok') })
     app.get('/seen', (request, response) => response.json(seen))
     answers['/seen'] = () => undefined
     app.get('/{*rest}', (request, response, next) => { request.whole = user; next() }, `,
  )}`
  const run = async (paths: readonly string[], env = {}): Promise<{ app: App; port: number }> => {
    const running = start(app, { kind: 'mjs', hook: 'none', env })
    const port = await running.port
    for (const path of paths) expect(await send(port, path)).toMatchObject({ status: 200, body: 'ok' })
    return { app: running, port }
  }

  test('find an id once the app has it; span, later lines, events and span processors have it', async () => {
    const { app: running, port } = await run(['/late', '/whole', '/mongo'])
    const late = await find('/late')
    expect(toIds(late.span)).toEqual(['u7', 's1'])
    expect(late.lines.map(toIds)).toEqual([
      [undefined, 's1'],
      ['u7', 's1'],
    ])
    expect(late.events.map(toIds)).toEqual([['u7', 's1']])
    expect(toIds((await find('/mongo')).span)).toEqual(['65f0c0ffee', undefined])
    expect(JSON.parse((await send(port, '/seen')).body)).toEqual(['u7', 'u7', '65f0c0ffee'])
    expectNoCanary(running)
    expect(running.stderr()).toMatch(/^plainsight: of users only the id is sent; email, name, address is dropped .*\n$/)
  })

  test('that fail, wait or know nobody cost no request anything', async () => {
    const paths = ['/throws', '/rejects', '/resolves', '/query', '/no-id', '/getter', '/logs']
    const { app: running } = await run(paths)
    for (const path of paths) {
      const { span, lines } = await find(path)
      expect([path, toIds(span)]).toEqual([path, [path === '/logs' ? 'u7' : undefined, undefined]])
      expect(lines).toHaveLength(path === '/logs' ? 2 : 1)
    }
    expectNoCanary(running)
    expect(running.stderr().split('\n')).toEqual([
      'plainsight: user() failed, and those requests have no id: no user',
      'plainsight: user() returned a promise, which is ignored: call setUser() once its answer is there',
      '',
    ])
  })

  test('that block are called after the response only', async () => {
    const slow = app
      .replace("'/mongo': () => (", "'/mongo': () => (block(), ")
      .replace(
        'const seen',
        'const block = () => { for (const end = performance.now() + 80; performance.now() < end; ); }\nconst seen',
      )
    const running = start(slow, { kind: 'mjs', hook: 'none' })
    const port = await running.port
    await send(port, '/mongo')
    await send(port, '/late')
    const { span, lines } = await find('/late')
    expect([span, ...lines].map(({ 'user.id': id }) => id)).toEqual(['u7', undefined, undefined])
    expect(running.stderr()).toBe('plainsight: user() took more than 50 ms, and is now called only after responses\n')
  })

  test('see nothing with the server spans of OpenTelemetry, which is said; setUser works', async () => {
    const own = app
      .replace("logger.info('before')", "setUser('u8')")
      .replace('import { logger', 'import { setUser, logger')
    const running = start(own, { kind: 'mjs', hook: 'none', env: { PLAINSIGHT_HTTP_SERVER: 'stock' } })
    await send(await running.port, '/late')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(toIds(span.attributes)).toEqual(['u8', undefined])
    expect(running.stderr()).toMatch(/^plainsight: users are found only with PLAINSIGHT_HTTP_SERVER=plainsight/)
  })
})
