import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

const secret = 'secret-canary-of-the-app-0123456789'

const toToken = (claims: object, key = secret): string => {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return [...parts, createHmac('sha256', key).update(parts.join('.')).digest('base64url')].join('.')
}

const cookiesOf = (headers: Readonly<Record<string, unknown>>): string =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((cookie) => String(cookie).split(';')[0])
    .join('; ')

/** User and session of the nth request for a path, on its span. */
const idsOf = async (path: string, nth = 1): Promise<unknown[]> => {
  const { attributes } = await receiver.waitFor(
    () => receiver.serverSpans().filter((span) => span.attributes['url.path'] === path)[nth - 1],
  )
  return [attributes['user.id'], attributes['session.id']]
}

const digest: unknown = expect.stringMatching(/^[0-9a-f]{32}$/)

/** What was sent holds neither a person nor what opens a session. */
const expectNoCanary = (app: App, ...secrets: readonly string[]): void => {
  const sent = inspect([receiver.spans, receiver.logs], { depth: null, maxStringLength: null, maxArrayLength: null })
  expect(sent).not.toMatch(/canary/i)
  for (const text of secrets) expect(sent).not.toContain(text)
  expect(app.stderr()).toBe('')
}

const express = `
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { expressjwt } from 'express-jwt'
import { ExpressAuth, getSession } from '@auth/express'
import Credentials from '@auth/express/providers/credentials'
const ann = { email: 'ann@canary.test', name: 'Ann Canary' }
const secret = '${secret}'
const app = express()
const sessions = session({ secret, resave: false, saveUninitialized: false })
passport.use('any', new (class extends passport.Strategy { authenticate() { this.success({ id: 'u7', ...ann }) } })())
passport.serializeUser((user, done) => done(null, user.id))
passport.deserializeUser((id, done) => done(null, { id, ...ann }))
const signedIn = [sessions, passport.session()]
app.get('/passport/login', signedIn, passport.authenticate('any'), (request, response) => response.send(request.sessionID))
app.get('/passport/me', signedIn, (request, response) => response.send(request.sessionID))
app.get('/session/login', sessions, (request, response) => { request.session.userId = 'u8'; response.send('ok') })
app.get('/session/me', sessions, (request, response) => response.send('ok'))
app.get('/jwt', expressjwt({ secret, algorithms: ['HS256'] }), (request, response) => response.send('ok'))
const auth = {
  secret, trustHost: true, basePath: '/auth', providers: [Credentials({ authorize: async () => ({ id: 'u9', ...ann }) })],
  callbacks: { session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }) },
}
app.use('/auth', ExpressAuth(auth))
app.get('/authjs', async (request, response, next) => { response.locals.session = await getSession(request, auth); next() }, (request, response) => response.send('ok'))
app.use((error, request, response, next) => response.status(error.status ?? 500).end())
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

describe('PLAINSIGHT_USER with the libraries themselves', () => {
  test('Passport, express-session, express-jwt and Auth.js in one Express app', async () => {
    const env = { PLAINSIGHT_USER: 'passport,express-session,jwt,authjs' }
    const app = start(express, { kind: 'mjs', env })
    const port = await app.port
    const get = (path: string, headers: Record<string, string> = {}) => send(port, path, { headers })

    await get('/passport/me')
    expect(await idsOf('/passport/me')).toEqual([undefined, undefined])
    const login = await get('/passport/login')
    expect(await idsOf('/passport/login')).toEqual(['u7', digest])
    await get('/passport/me', { cookie: cookiesOf(login.headers) })
    expect(await idsOf('/passport/me', 2)).toEqual(await idsOf('/passport/login'))

    const visit = await get('/session/login')
    await get('/session/me', { cookie: cookiesOf(visit.headers) })
    expect(await idsOf('/session/me')).toEqual(['u8', digest])

    expect(await get('/jwt', { authorization: `Bearer ${toToken({ sub: 'forged' }, 'guess')}` })).toMatchObject({
      status: 401,
    })
    expect(await idsOf('/jwt')).toEqual([undefined, undefined])
    expect(await get('/jwt', { authorization: `Bearer ${toToken({ sub: 'u10' })}` })).toMatchObject({ status: 200 })
    expect(await idsOf('/jwt', 2)).toEqual(['u10', undefined])

    const form = await get('/auth/csrf')
    const { csrfToken } = JSON.parse(form.body) as { csrfToken: string }
    const headers = { cookie: cookiesOf(form.headers), 'content-type': 'application/x-www-form-urlencoded' }
    const signedIn = await send(port, '/auth/callback/credentials', {
      method: 'POST',
      headers,
      body: `csrfToken=${csrfToken}`,
    })
    await get('/authjs', { cookie: cookiesOf(signedIn.headers) })
    expect(await idsOf('/authjs')).toEqual(['u9', undefined])
    expectNoCanary(app, login.body)
  })

  test('@fastify/session, with its own cookie', async () => {
    const code = `
import Fastify from 'fastify'
const app = Fastify()
await app.register(import('@fastify/cookie'))
await app.register(import('@fastify/session'), { secret: '${secret}', cookie: { secure: false }, saveUninitialized: false })
app.get('/login', async (request) => { request.session.user = { id: 'u7', email: 'ann@canary.test' }; return request.session.sessionId })
app.get('/me', async () => 'ok')
await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write('PORT ' + app.server.address().port + '\\n')`
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_USER: 'fastify-session' } })
    const port = await app.port
    const login = await send(port, '/login')
    expect(await idsOf('/login')).toEqual(['u7', digest])
    await send(port, '/me')
    expect(await idsOf('/me')).toEqual([undefined, undefined])
    await send(port, '/me', { headers: { cookie: cookiesOf(login.headers) } })
    expect(await idsOf('/me', 2)).toEqual(await idsOf('/login'))
    expectNoCanary(app, login.body)
  })

  test("Hono's jwt, and what better-auth documents for Hono", async () => {
    const code = `
import { Hono } from 'hono'
import { jwt } from 'hono/jwt'
import { serve } from '@hono/node-server'
const app = new Hono()
app.get('/jwt', jwt({ secret: '${secret}', alg: 'HS256' }), (c) => c.text('ok'))
app.use('/better/*', async (c, next) => { c.set('user', { id: 'u8', email: 'ann@canary.test' }); c.set('session', { id: 's8', token: 'token-canary' }); await next() })
app.get('/better/parts', (c) => c.text('ok'))
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_USER: 'jwt,better-auth' } })
    const port = await app.port
    await send(port, '/jwt', { headers: { authorization: `Bearer ${toToken({ sub: 'forged' }, 'guess')}` } })
    expect(await idsOf('/jwt')).toEqual([undefined, undefined])
    await send(port, '/jwt', { headers: { authorization: `Bearer ${toToken({ sub: 'u7' })}` } })
    expect(await idsOf('/jwt', 2)).toEqual(['u7', undefined])
    await send(port, '/better/parts')
    expect(await idsOf('/better/parts')).toEqual(['u8', 's8'])
    expectNoCanary(app)
  })

  test('places that others document, and what nobody has verified', async () => {
    const code = `
import http from 'node:http'
const ann = { id: 'u7', email: 'ann@canary.test' }
const places = {
  '/better/whole': { session: { user: ann, session: { id: 's7', token: 'token-canary' } } },
  '/better/other': { session: { id: 'id-canary', cookie: {}, user: 'u7' } },
  '/authjs/auth': { auth: { user: ann } },
  '/oauth2-jwt-bearer': { auth: { payload: { sub: 'u7' }, token: 'token-canary' } },
  '/hapi': { auth: { isAuthenticated: true, credentials: { sub: 'u7' } } },
  '/hapi/try': { auth: { isAuthenticated: false, credentials: { sub: 'forged' } } },
  '/cookies': { state: { user: 'forged' }, headers: {} },
}
const server = http.createServer((request, response) => { Object.assign(request, places[request.url]); response.end('ok') })
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_USER: 'jwt,authjs,better-auth,passport' } })
    const port = await app.port
    const expected: Readonly<Record<string, readonly unknown[]>> = {
      '/better/whole': ['u7', 's7'],
      '/better/other': ['u7', undefined],
      '/authjs/auth': ['u7', undefined],
      '/oauth2-jwt-bearer': ['u7', undefined],
      '/hapi': ['u7', undefined],
      '/hapi/try': [undefined, undefined],
      '/cookies': [undefined, undefined],
    }
    for (const [path, ids] of Object.entries(expected)) {
      await send(port, path)
      expect([path, ...(await idsOf(path))]).toEqual([path, ...ids])
    }
    expectNoCanary(app)
  })

  test('a name that is none is refused, with the names that there are', async () => {
    const code = `require('node:http').createServer(() => 0)`
    const app = start(code, { env: { PLAINSIGHT_USER: 'passport,okta' } })
    await app.ended
    expect(app.stderr()).toMatch(/^plainsight: settings ignored: PLAINSIGHT_USER=.*okta.*better-auth.*\n$/)
  })
})
