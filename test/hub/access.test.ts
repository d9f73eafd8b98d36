import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, InjectOptions, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSecret } from '../../src/control/key-secret.ts'
import { openControl } from '../../src/control/open-control.ts'
import { type Scope, scopes } from '../../src/control/scopes.ts'
import { questions } from '../../src/query/questions.ts'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

const token = 'a-long-random-token'
const allowedOrigin = 'https://app.example.com'

type Rule = {
  readonly access: 'public' | Scope
  /** What a page of an allowed origin, and a link of any page, may do. */
  readonly cors?: true
  readonly linkable?: true
}

const data = { access: 'read', cors: true } as const
const otlp = { access: 'write', cors: true } as const
const health = { access: 'public', cors: true, linkable: true } as const
const session = { access: 'public' } as const

/** Every route of the hub, and who may call it. A new route has to be added here. */
const rules: Readonly<Record<string, Rule>> = {
  'GET /': { access: 'public', linkable: true },
  'GET /assets/*': { access: 'public' },
  'GET /healthz': health,
  'GET /readyz': health,
  'GET /api/session': session,
  'POST /api/session': session,
  'DELETE /api/session': session,
  'GET /metrics': data,
  'GET /metrics for browsers': { access: 'public', linkable: true },
  'GET /api/openapi.json': data,
  'GET /api/otlp': { access: 'read' },
  'GET /api/logs/tail': data,
  ...Object.fromEntries(questions.map(({ name }) => [`GET /api/query/private/${name}`, data])),
  'POST /v1/traces': otlp,
  'POST /v1/logs': otlp,
  'POST /v1/metrics': otlp,
}

type Headers = Readonly<Record<string, string>>
type Method = NonNullable<InjectOptions['method']>
type Route = { readonly name: string; readonly method: Method; readonly url: string; readonly accept?: string }

/** What the server itself says that it has. */
const toRoutes = ({ method, url, constraints }: RouteOptions): Route[] =>
  [method].flat().map((each) => {
    const route = { name: `${each} ${url}`, method: each as Method, url: url.replace('*', 'x.js') }
    return constraints?.accept === 'html'
      ? { ...route, name: `${route.name} for browsers`, accept: 'text/html' }
      : route
  })

/** Opens a hub and notes each route that its server is given. */
const openWatched = async (hub: Parameters<typeof openHubInProcess>[0]) => {
  const routes: Route[] = []
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => void routes.push(...toRoutes(route)))
  }
  subscribe('fastify.initialization', watch)
  const opened = await openHubInProcess({ ...hub, allowedOrigins: [allowedOrigin] })
  await opened.app.ready()
  unsubscribe('fastify.initialization', watch)
  return { ...opened, routes }
}

type Hub = HubInProcess & { readonly routes: readonly Route[] }
let guarded: Hub
let open: Hub
const secrets: Record<string, string> = {}

const makeKeys = (dataDir: string): void => {
  const { keys, close } = openControl(dataDir)
  const make = (name: string, granted: readonly Scope[]): void => {
    secrets[name] = createSecret()
    keys.add({ name, scopes: granted, secret: secrets[name] })
  }
  make('reader', ['read'])
  make('writer', ['write'])
  make('both', scopes)
  make('revoked', scopes)
  keys.revoke('revoked')
  close()
}

beforeAll(async () => {
  guarded = await openWatched({ token })
  makeKeys(guarded.dataDir)
  open = await openWatched({})
})
afterAll(async () => {
  await guarded?.close()
  await open?.close()
})

let clients = 0
/**
 * Each request from an address of its own: wrong tokens are counted by address. Questions have no parameters, so that
 * none of them runs.
 */
const ask = ({ app }: Hub, { method, url, accept = '*/*' }: Route, headers: Headers = {}) =>
  app.inject({
    method,
    url: url === '/api/logs/tail' ? `${url}?unknown=1` : url,
    headers: { host: 'localhost', accept, ...headers },
    remoteAddress: `10.0.${Math.floor(++clients / 250)}.${clients % 250}`,
  })

const signIn = async (): Promise<string> => {
  const { headers } = await guarded.app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { host: 'localhost' },
    payload: { token },
  })
  return String(headers['set-cookie']).split(';')[0] ?? ''
}

const signOut = async (cookie: string): Promise<string> => {
  await guarded.app.inject({ method: 'DELETE', url: '/api/session', headers: { host: 'localhost', cookie } })
  return cookie
}

const bearer = (secret: string | undefined): Headers => ({ authorization: `Bearer ${secret}` })

/** Everyone who may come, what they show, and what that lets them do where the hub has a token. */
const callers: readonly (readonly [who: string, toHeaders: () => Headers | Promise<Headers>, may: readonly Scope[]])[] =
  [
    ['nobody', () => ({}), []],
    ['a wrong token', () => bearer('wrong'), []],
    ['an empty token', () => ({ authorization: 'Bearer ' }), []],
    ['the token as password', () => ({ authorization: `Basic ${btoa(`admin:${token}`)}` }), []],
    ['the token', () => bearer(token), scopes],
    ['a sign-in', async () => ({ cookie: await signIn() }), scopes],
    ['a sign-in that has ended', async () => ({ cookie: await signOut(await signIn()) }), []],
    ['a forged sign-in', () => ({ cookie: `plainsight_session=${'x'.repeat(43)}` }), []],
    ['an empty sign-in', () => ({ cookie: 'plainsight_session=' }), []],
    ['a key that reads', () => bearer(secrets.reader), ['read']],
    ['a key that writes', () => bearer(secrets.writer), ['write']],
    ['a key that does both', () => bearer(secrets.both), scopes],
    ['a revoked key', () => bearer(secrets.revoked), []],
  ]

/** A route for HEAD stands beside each GET, one for OPTIONS beside each that CORS may call. */
const ruleOf = ({ name, url }: Route): Rule | undefined => {
  if (name.startsWith('OPTIONS ')) {
    const beside = rules[name.replace('OPTIONS', 'GET')] ?? rules[name.replace('OPTIONS', 'POST')]
    return beside?.cors && url !== '/' ? { access: 'public', cors: true } : undefined
  }
  return rules[name.replace('HEAD ', 'GET ')]
}

test('every route of the server is in the table above, and every line of it is a route', () => {
  expect(guarded.routes.filter((route) => ruleOf(route) === undefined)).toEqual([])
  const names = new Set(guarded.routes.map(({ name }) => name))
  expect(Object.keys(rules).filter((name) => !names.has(name))).toEqual([])
})

test('a server with a route that does not say who may call it does not start', async () => {
  const hub = await openHubInProcess()
  hub.app.get('/forgotten', async () => 'secret')
  await expect(hub.app.ready()).rejects.toThrow('Routes without config.access: GET /forgotten')
  await hub.close()
})

describe.each(callers)('%s', (_who, toHeaders, may) => {
  test('is answered by the routes that allow it, and by no other', async () => {
    const wrong: string[] = []
    for (const route of guarded.routes) {
      const needed = ruleOf(route)?.access ?? 'read'
      const headers = await toHeaders()
      const { statusCode } = await ask(guarded, route, headers)
      const allowed = needed === 'public' || may.includes(needed)
      const refusal = may.length > 0 ? 403 : 401
      if (allowed ? [401, 403, 429].includes(statusCode) : statusCode !== refusal)
        wrong.push(`${route.name}: ${statusCode}`)
    }
    expect(wrong).toEqual([])
  })

  test('may do everything on a hub without a token', async () => {
    const answers = await Promise.all(open.routes.map(async (route) => ask(open, route, await toHeaders())))
    expect(answers.filter(({ statusCode }) => [401, 403, 429].includes(statusCode))).toEqual([])
  })
})

describe('from pages of other sites', () => {
  const statusesOf = (headers: Headers, routes: readonly Route[]) =>
    Promise.all(routes.map(async (route) => [route, await ask(open, route, headers)] as const))

  test('an allowed origin may call the routes with CORS, and no other', async () => {
    for (const [route, { statusCode, headers }] of await statusesOf({ origin: allowedOrigin }, open.routes)) {
      const cors = ruleOf(route)?.cors === true
      expect([route.name, statusCode === 403, headers['access-control-allow-origin']]).toEqual([
        route.name,
        !cors,
        cors ? allowedOrigin : undefined,
      ])
    }
  })

  test('another origin may call none', async () => {
    for (const [route, { statusCode }] of await statusesOf({ origin: 'https://evil.example.com' }, open.routes))
      expect([route.name, statusCode]).toEqual([route.name, 403])
  })

  test('a link opens what may be linked to, and nothing else', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    for (const [route, { statusCode }] of await statusesOf(link, open.routes))
      expect([route.name, statusCode === 403]).toEqual([
        route.name,
        !(route.method === 'GET' && ruleOf(route)?.linkable === true),
      ])
  })
})

test('a key that may not do something hears which scope is missing', async () => {
  const answer = await ask(guarded, { name: '', method: 'POST', url: '/v1/traces' }, bearer(secrets.reader))
  expect(answer.json()).toMatchObject({
    error: { code: 'SCOPE_MISSING', message: 'This key does not have the scope write' },
  })
})

test('the day on which a key was used is noted', () => {
  const { keys, close } = openControl(guarded.dataDir)
  const today = new Date().toISOString().slice(0, 10)
  expect(keys.list().map(({ name, lastUsedOn }) => [name, lastUsedOn])).toEqual([
    ['both', today],
    ['reader', today],
    ['revoked', null],
    ['writer', today],
  ])
  close()
})
