/**
 * An app with routes of every shape, and what `http.route` must be for some requests to it; undefined where none
 * matches.
 */
export type RouteTable = {
  readonly name: string
  readonly kind: 'cjs' | 'mjs'
  readonly code: string
  readonly packages?: Readonly<Record<string, string>>
  readonly requests: readonly (readonly [path: string, route: string | undefined])[]
}

const listen = "app.listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })"

/** `wild` is how a version writes "the rest of the path". */
const toExpress = (wild: string): string => `
const express = require('express')
const app = express()
const answer = (req, res) => res.send('ok')
const users = express.Router({ mergeParams: true })
users.get('/', answer)
users.get('/orders/:order', answer)
app.use('/users/:id', (req, res, next) => next(), users)
const outer = express.Router(), middle = express.Router(), inner = express.Router()
inner.get('/leaf/:leaf', answer)
middle.use('/:middle', inner)
outer.use('/fixed', middle)
app.use('/outer', outer)
const listed = express.Router()
listed.get('/item/:id', answer)
app.use(['/one/:a', '/two/:b', '/three'], listed)
const matched = express.Router()
matched.get('/item/:id', answer)
app.use(/^\\/match-\\d+/, matched)
const plain = express.Router()
plain.get('/plain/:id', answer)
app.use(plain)
const odd = express.Router()
odd.get(/^\\/number-(\\d+)$/, answer)
odd.get(['/first', '/second/:id'], answer)
odd.get('/next/:id', (req, res, next) => next('route'))
odd.get('/next/:other', answer)
odd.get('/broken/:id', () => { throw new Error('broken') })
odd.get('/refused/:id', (req, res, next) => next(Object.assign(new Error('refused'), { status: 403 })))
odd.route('/thing/:id').get(answer).put(answer)
app.use('/odd', odd)
const sub = express(), subsub = express()
sub.get('/page/:page', answer)
subsub.get('/deep/:deep', answer)
sub.use('/sub/:sub', subsub)
const passing = express.Router()
passing.get('/elsewhere', answer)
const after = express.Router()
after.get('/found/:id', answer)
app.use('/pass', passing)
app.use('/pass/:kind', after)
app.use('/admin/:tenant', sub)
app.use('/files', express.static(__dirname))
app.all('/all/${wild}', answer)
app.use('/guarded/:id', (req, res) => res.status(401).send('no'))
app.use((error, req, res, next) => res.status(error.status ?? 500).send('sorry'))
${listen}`

const expressRequests = (wild: string): RouteTable['requests'] => [
  ['/users/7', '/users/:id'],
  ['/users/7/orders/9?x=1', '/users/:id/orders/:order'],
  ['/users/7/nothing', undefined],
  ['/outer/fixed/7/leaf/9', '/outer/fixed/:middle/leaf/:leaf'],
  ['/one/7/item/9', '/one/:a/item/:id'],
  ['/two/7/item/9', '/two/:b/item/:id'],
  ['/three/item/9', '/three/item/:id'],
  ['/match-77/item/9', '/^\\/match-\\d+/item/:id'],
  ['/plain/7', '/plain/:id'],
  ['/odd/number-7', '/odd/^\\/number-(\\d+)$/'],
  ['/odd/first', '/odd/first|/second/:id'],
  ['/odd/next/7', '/odd/next/:other'],
  ['/odd/broken/7', '/odd/broken/:id'],
  ['/odd/refused/7', '/odd/refused/:id'],
  ['/odd/thing/7', '/odd/thing/:id'],
  ['/admin/blue/page/7', '/admin/:tenant/page/:page'],
  ['/admin/blue/sub/7/deep/9', '/admin/:tenant/sub/:sub/deep/:deep'],
  ['/admin/blue/nothing', undefined],
  ['/pass/blue/found/7', '/pass/:kind/found/:id'],
  ['/files/app.cjs', undefined],
  ['/all/a/b/c', `/all/${wild}`],
  ['/guarded/7', undefined],
  ['/nothing/7', undefined],
]

export const routeTables: readonly RouteTable[] = [
  { name: 'Express 5', kind: 'cjs', code: toExpress('*rest'), requests: expressRequests('*rest') },
  {
    name: 'Express 4',
    kind: 'cjs',
    code: toExpress('*'),
    packages: { express: 'express4' },
    requests: expressRequests('*'),
  },
  {
    name: 'Fastify',
    kind: 'mjs',
    code: `
import Fastify from 'fastify'
const app = Fastify()
app.register(async (api) => {
  api.get('/', async () => 'ok')
  api.register(async (inner) => {
    inner.get('/items/:item', async () => 'ok')
    inner.get('/files/*', async () => 'ok')
    inner.get('/at/:near(^\\\\d+$)', async () => 'ok')
  }, { prefix: '/:tenant' })
}, { prefix: '/v1' })
app.get('/broken/:id', async () => { throw new Error('broken') })
app.get('/denied/:id', { onRequest: async (request, reply) => reply.code(401).send('no') }, async () => 'ok')
await app.listen({ port: 0, host: '127.0.0.1' })
console.log('PORT ' + app.server.address().port)`,
    requests: [
      ['/v1', '/v1'],
      ['/v1/blue/items/7', '/v1/:tenant/items/:item'],
      ['/v1/blue/files/a/b', '/v1/:tenant/files/*'],
      ['/v1/blue/at/7', '/v1/:tenant/at/:near(^\\d+$)'],
      ['/broken/7', '/broken/:id'],
      ['/denied/7', '/denied/:id'],
      ['/v1/blue/nothing', undefined],
    ],
  },
  {
    name: 'Koa with nested routers',
    kind: 'mjs',
    code: `
import Koa from 'koa'
import Router from '@koa/router'
const app = new Koa()
app.silent = true
const answer = (ctx) => { ctx.body = 'ok' }
const orders = new Router()
orders.get('/orders/:order', answer)
const users = new Router({ prefix: '/users' })
users.get('/:id', answer)
users.use('/:id', orders.routes(), orders.allowedMethods())
users.get(/^\\/by-number-(\\d+)$/, answer)
users.get('/broken/:id', () => { throw new Error('broken') })
const tenants = new Router({ prefix: '/t/:tenant' })
tenants.get(['/a/:id', '/b/:id'], answer)
app.use(users.routes()).use(tenants.routes())
${listen}`,
    requests: [
      ['/users/7', '/users/:id'],
      ['/users/7/orders/9', '/users/:id/orders/:order'],
      ['/users/broken/9', '/users/broken/:id'],
      ['/t/blue/a/7', '/t/:tenant/a/:id'],
      ['/t/blue/b/7', '/t/:tenant/b/:id'],
      ['/t/blue/c/7', undefined],
    ],
  },
  {
    name: 'Hono with routes, base paths and mounts',
    kind: 'mjs',
    code: `
import { Hono } from 'hono'
import { serve } from '@hono/node-server'
const answer = (c) => c.text('ok')
const orders = new Hono()
orders.get('/:order', answer)
const users = new Hono()
users.get('/:id', answer)
users.route('/:id/orders', orders)
const based = new Hono().basePath('/based/:base')
based.get('/x/:x', answer)
const app = new Hono()
app.use('/api/*', async (c, next) => { await next() })
app.route('/api/users', users)
app.route('/', based)
app.get('/files/*', answer)
app.get('/maybe/:id?', answer)
app.all('/every/:id', answer)
app.on(['GET', 'POST'], ['/on/:a', '/other/:b'], answer)
app.get('/broken/:id', () => { throw new Error('broken') })
app.onError((error, c) => c.text('sorry', 500))
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => console.log('PORT ' + info.port))`,
    requests: [
      ['/api/users/7', '/api/users/:id'],
      ['/api/users/7/orders/9', '/api/users/:id/orders/:order'],
      ['/based/b/x/7', '/based/:base/x/:x'],
      ['/files/a/b/c', '/files/*'],
      ['/maybe/7', '/maybe/:id?'],
      ['/every/7', '/every/:id'],
      ['/other/7', '/other/:b'],
      ['/broken/7', '/broken/:id'],
      ['/api/nothing/7', undefined],
      ['/nothing/7', undefined],
    ],
  },
  {
    name: 'Hapi with prefixes',
    kind: 'cjs',
    code: `
const Hapi = require('@hapi/hapi')
const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false })
const plugin = { name: 'shop', register: (shop) => shop.route([
  { method: 'GET', path: '/items/{item}', handler: () => 'ok' },
  { method: '*', path: '/all/{rest*}', handler: () => 'ok' },
  { method: 'GET', path: '/broken/{id}', handler: () => { throw new Error('broken') } },
]) }
server.register(plugin, { routes: { prefix: '/shop/{tenant}' } })
  .then(() => server.start()).then(() => console.log('PORT ' + server.info.port))`,
    requests: [
      ['/shop/blue/items/7', '/shop/{tenant}/items/{item}'],
      ['/shop/blue/all/a/b', '/shop/{tenant}/all/{rest*}'],
      ['/shop/blue/broken/7', '/shop/{tenant}/broken/{id}'],
      ['/shop/blue/nothing', undefined],
    ],
  },
  ...(['express', 'fastify'] as const).map(
    (platform): RouteTable => ({
      name: `Nest on ${platform} with a global prefix and versions`,
      kind: 'mjs',
      code: `
import 'reflect-metadata'
import { Controller, Get, Module, VersioningType } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
${platform === 'express' ? '' : "import { FastifyAdapter } from '@nestjs/platform-fastify'"}
class Items { one() { return 'ok' } many() { return 'ok' } }
class Newer { one() { return 'new' } }
const route = (type, name, path) => Get(path)(type.prototype, name, Object.getOwnPropertyDescriptor(type.prototype, name))
Controller({ path: 'items', version: '1' })(Items)
Controller({ path: 'items', version: ['2', '3'] })(Newer)
route(Items, 'one', ':id')
route(Items, 'many', 'of/:owner')
route(Newer, 'one', ':id')
class App {}
Module({ controllers: [Items, Newer] })(App)
const app = await NestFactory.create(App, ${platform === 'express' ? '' : 'new FastifyAdapter(), '}{ logger: false })
app.setGlobalPrefix('api')
app.enableVersioning({ type: VersioningType.URI })
await app.listen(0, '127.0.0.1')
console.log('PORT ' + app.getHttpServer().address().port)`,
      requests: [
        ['/api/v1/items/7', '/api/v1/items/:id'],
        ['/api/v1/items/of/ann', '/api/v1/items/of/:owner'],
        ['/api/v3/items/7', '/api/v3/items/:id'],
        // Nest answers what it does not know below its prefix by a route of its own, on Express.
        ['/api/v4/items/7', platform === 'express' ? '/api*path' : undefined],
        ['/items/7', undefined],
      ],
    }),
  ),
]
