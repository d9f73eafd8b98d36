import type { RequestListener } from 'node:http'
import type { onRequestHookHandler } from 'fastify'
import type { MiddlewareHandler } from 'hono'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { plainsightMiddleware } from '../../src/agent/mount/middleware.ts'
import { root } from '../root.ts'
import { type Answer, type App, type AppOptions, send } from './app.ts'
import { receiver, start } from './watch.ts'

const importing = `import { plainsightMiddleware } from '${root}/dist/index.js'
const tell = (port) => process.stdout.write('PORT ' + port + '\\n')`

/** An app with one route of its own, `/`, in each framework. The app, not the page, knows who is signed in. */
const apps: Readonly<Record<string, string>> = {
  http: `
    import http from 'node:http'
    const mount = plainsightMiddleware()
    const server = http.createServer((request, response) => { if (!mount(request, response)) response.end('app') })
    server.listen(0, '127.0.0.1', () => tell(server.address().port))`,
  express: `
    import express from 'express'
    const app = express().use(plainsightMiddleware()).get('/', (request, response) => response.send('app'))
    const server = app.listen(0, '127.0.0.1', () => tell(server.address().port))`,
  'express behind a body parser': `
    import express from 'express'
    const app = express().use(express.json()).use(plainsightMiddleware()).get('/', (request, response) => response.send('app'))
    const server = app.listen(0, '127.0.0.1', () => tell(server.address().port))`,
  fastify: `
    import fastify from 'fastify'
    const app = fastify()
    app.addHook('onRequest', plainsightMiddleware())
    app.get('/', async () => 'app')
    await app.listen({ port: 0, host: '127.0.0.1' })
    tell(app.server.address().port)`,
  koa: `
    import Koa from 'koa'
    const app = new Koa()
    app.use(plainsightMiddleware()).use((context) => { context.body = 'app' })
    const server = app.listen(0, '127.0.0.1', () => tell(server.address().port))`,
  hono: `
    import { Hono } from 'hono'
    import { serve } from '@hono/node-server'
    const app = new Hono()
    app.use(plainsightMiddleware())
    app.get('/', (context) => context.text('app'))
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => tell(port))`,
}

const run = (code: string, env: AppOptions['env'] = {}): App =>
  start(`${importing}\n${code}`, { kind: 'mjs', env: { PLAINSIGHT_MOUNT_EVENTS: 'cart.*,page.left', ...env } })

/** What a browser sends for a page of the site itself. */
const own = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }

const toBody = (...events: readonly unknown[]): string => JSON.stringify({ events })
const opened = toBody({ event: 'cart.opened', properties: { items: 2, password: 'hunter2' } })

const post = (port: number, body: string, headers: Record<string, string> = own): Promise<Answer> =>
  send(port, '/_plainsight/events', { headers, body })

test.each(Object.keys(apps))('%s: answers under its path, and leaves the rest to the app', async (name) => {
  const app = run(apps[name] as string)
  const port = await app.port
  expect((await send(port, '/')).body).toBe('app')
  expect((await send(port, '/?a=/_plainsight/health')).body).toBe('app')
  expect(await send(port, '/_plainsight/health')).toMatchObject({
    status: 200,
    body: '{"status":"ok"}',
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' },
  })
  expect(await send(port, '/_plainsight/other')).toMatchObject({ status: 404 })
  expect(await post(port, opened)).toMatchObject({ status: 202, body: '{"accepted":1}' })
  const event = await receiver.waitFor(() => receiver.logs.find(({ eventName }) => eventName === 'cart.opened'))
  expect(event.attributes).toMatchObject({ items: 2 })
  expect(event.attributes).not.toHaveProperty('password')
  const request = await receiver.waitFor(() =>
    receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === '/_plainsight/events'),
  )
  expect(event.spanId).toBe(request.spanId)
  expect(await post(port, opened, { 'content-type': 'application/json' })).toMatchObject({ status: 403 })
  const large = toBody({ event: 'cart.opened', properties: { text: 'x'.repeat(70_000) } })
  expect(await post(port, large)).toMatchObject({ status: 413 })
  expect((await send(port, '/')).body).toBe('app')
  expect(app.stderr()).toMatch(/^plainsight: event cart\.opened, property password.*\n$/)
})

describe('events that pages post', () => {
  test('are refused unless everything about them is known, and no page says who it is', async () => {
    const code = `
      import http from 'node:http'
      import { trace } from '@opentelemetry/api'
      const mount = plainsightMiddleware()
      const server = http.createServer((request, response) => {
        trace.getActiveSpan().setAttributes({ 'user.id': 'u7', 'session.id': 's1' })
        mount(request, response)
      }).listen(0, '127.0.0.1', () => tell(server.address().port))`
    const port = await run(code).port
    const json = { 'content-type': 'application/json' }
    const host = `127.0.0.1:${port}`
    const refused: readonly (readonly [
      status: number,
      reason: RegExp,
      body: string,
      headers?: Record<string, string>,
    ])[] = [
      [403, /pages of this site/, opened, { ...json, 'sec-fetch-site': 'same-site' }],
      [403, /pages of this site/, opened, { ...json, 'sec-fetch-site': 'cross-site', origin: `http://${host}` }],
      [403, /pages of this site/, opened, { ...json, origin: 'https://elsewhere.test' }],
      [403, /pages of this site/, opened, { ...json, origin: 'null' }],
      [415, /application\/json/, opened, { ...own, 'content-type': 'text/plain' }],
      [400, /not JSON/, '{'],
      [400, /object with events/, '[]'],
      [400, /unknown field user/, JSON.stringify({ events: [{ event: 'cart.opened' }], user: 'u1' })],
      [400, /list of 1 to 50/, toBody()],
      [400, /list of 1 to 50/, toBody(...Array.from({ length: 51 }, () => ({ event: 'cart.opened' })))],
      [400, /events\[0\]: has an unknown field userId/, toBody({ event: 'cart.opened', userId: 'u1' })],
      [400, /events\[1\]: event must be a name/, toBody({ event: 'cart.opened' }, { event: 7 })],
      [400, /cart\.Opened is not accepted/, toBody({ event: 'cart.Opened' })],
      [400, /cart\.\.x is not accepted/, toBody({ event: 'cart..x' })],
      [400, /resource\.action/, toBody({ event: `cart.${'b'.repeat(120)}` })],
      [400, /order\.placed is not accepted here/, toBody({ event: 'order.placed' })],
      [400, /page\.left_at is not accepted here/, toBody({ event: 'page.left_at' })],
      [400, /properties must be an object/, toBody({ event: 'cart.opened', properties: [1] })],
    ]
    for (const [status, reason, body, headers] of refused) {
      const answer = await post(port, body, headers)
      expect([answer.status, JSON.parse(answer.body).error]).toEqual([status, expect.stringMatching(reason)])
    }
    expect(await send(port, '/_plainsight/events')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    const unmeasured = { ...own, 'transfer-encoding': 'chunked' }
    expect(await post(port, 'x'.repeat(70_000), unmeasured)).toMatchObject({ status: 413 })
    const sly = toBody({ event: 'page.left', properties: { 'user.id': 'u1', 'session.id': 's2', depth: 3 } })
    expect(await post(port, sly, { ...json, origin: `http://${host}` })).toMatchObject({ status: 202 })
    const event = await receiver.waitFor(() => receiver.logs[0])
    expect(event).toMatchObject({
      eventName: 'page.left',
      attributes: { 'user.id': 'u7', 'session.id': 's1', depth: 3 },
    })
    const many = toBody(...Array.from({ length: 50 }, () => ({ event: 'cart.opened' })))
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => post(port, many)))).map(({ status }) => status)
    // 100 in a second; the eight requests may fall into two.
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4)
  })

  test('are not taken at all unless names are listed; the path is a setting, the arguments come first', async () => {
    const env = { PLAINSIGHT_MOUNT_EVENTS: '', PLAINSIGHT_MOUNT_PATH: '/own/telemetry' }
    const port = await run(apps.http as string, env).port
    expect(await send(port, '/own/telemetry/events', { headers: own, body: opened })).toMatchObject({ status: 404 })
    expect(await send(port, '/own/telemetry/health')).toMatchObject({ status: 200 })
    expect((await send(port, '/_plainsight/health')).body).toBe('app')
    const options = `{ path: '/p', events: ['cart.opened'] }`
    const second = await run((apps.http as string).replace('Middleware()', `Middleware(${options})`), env).port
    expect(await send(second, '/p/events', { headers: own, body: opened })).toMatchObject({ status: 202 })
    const wrong = run(apps.http as string, { PLAINSIGHT_MOUNT_EVENTS: '*,Cart.*,cart' })
    const third = await wrong.port
    expect(await send(third, '/_plainsight/events', { headers: own, body: opened })).toMatchObject({ status: 404 })
    expect(
      wrong.stderr().match(/ignores "(\*|Cart\.\*|cart)": events are listed as cart\.opened or cart\.\*/g),
    ).toHaveLength(3)
  })

  test('without the agent the app is served, and health says that nothing is recorded', async () => {
    const app = start(`${importing}\n${apps.http}`, { kind: 'mjs', hook: 'none' })
    const port = await app.port
    expect((await send(port, '/')).body).toBe('app')
    expect(await send(port, '/_plainsight/health')).toMatchObject({ status: 503, body: '{"status":"off"}' })
  })
})

test('its type is that of a middleware of each framework', () => {
  expectTypeOf(plainsightMiddleware()).toExtend<RequestListener>()
  expectTypeOf(plainsightMiddleware()).toExtend<onRequestHookHandler>()
  expectTypeOf(plainsightMiddleware()).toExtend<MiddlewareHandler>()
})
