import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { root } from '../root.ts'
import { type App, type AppOptions, send } from './app.ts'
import { canaries, findCanaries, personalRequest } from './canaries.ts'
import { apps } from './frameworks/apps.ts'
import { type Envelope, openPostReceiver, type PostReceiver, parseEnvelope } from './post-receiver.ts'
import { startInProject } from './project.ts'
import { parseTraces } from './receiver.ts'
import { findPackage } from './registry-package.ts'
import { receiver, serving, start } from './watch.ts'

let sentry: PostReceiver

beforeEach(async () => {
  sentry = await openPostReceiver()
  onTestFinished(() => sentry.close())
})

const installed = join(root, 'node_modules/@sentry/node')
const versions = [
  ['11', installed],
  ['10', findPackage('@sentry/node', '10', 'sentry-10')],
] as const

const toEnv = (env: AppOptions['env'] = {}): Record<string, string> => ({
  SENTRY_DSN: `http://public@127.0.0.1:${sentry.port}/42`,
  ...env,
})

const startWithSentry = (code: string, { env, ...options }: AppOptions = {}): App =>
  start(code, { kind: 'mjs', ...options, env: toEnv(env) })

type SentryEvent = {
  readonly transaction?: string
  readonly contexts: Readonly<Record<string, { readonly trace_id: string; readonly span_id: string }>>
  readonly exception: { readonly values: readonly { readonly type: string; readonly value: string }[] }
} & Record<string, unknown>

const envelopes = (): Envelope[] =>
  sentry.posts.filter(({ path }) => path.includes('/envelope/')).map(({ body }) => parseEnvelope(body))
const events = (): SentryEvent[] =>
  envelopes().flatMap(({ items }) => items.map(({ payload }) => payload as SentryEvent))
const messages = (): (string | undefined)[] => events().map(({ exception }) => exception.values.at(-1)?.value)

const shop = `
  import express from 'express'
  const app = express()
  app.get('/orders/:id', () => { throw new RangeError('no such order', { cause: new TypeError('no such row') }) })
  app.use((error, request, response, next) => response.status(500).end('sorry'))
  const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

describe.each(versions)('@sentry/node %s', (major, folder) => {
  const express = { express: join(root, 'node_modules/express') }
  const startShop = (code = shop, env = {}): App =>
    startInProject(code, { packages: { ...express, '@sentry/node': folder as string }, env: toEnv(env) })

  test("gets what a handler throws, with the ids and the route of the request's one span", async () => {
    const app = startShop()
    await send(await app.port, '/orders/7')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    await receiver.waitFor(() => sentry.posts.length > 0)
    expect(sentry.posts[0]?.headers).toMatchObject({ 'content-type': 'application/x-sentry-envelope' })
    expect(sentry.posts[0]?.headers['user-agent']).toContain(`/${major}.`)
    expect(envelopes()[0]?.items.map(({ header }) => header.type)).toEqual(['event'])
    expect(events()).toEqual([
      {
        event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        timestamp: expect.any(Number),
        platform: 'node',
        level: 'error',
        environment: 'production',
        release: 'shop@1.4.2',
        transaction: 'GET /orders/:id',
        sdk: expect.objectContaining({ name: 'sentry.javascript.node' }),
        contexts: {
          trace: { trace_id: span.traceId, span_id: span.spanId },
          runtime: { name: 'node', version: expect.stringMatching(/^v/) },
        },
        exception: {
          values: [
            expect.objectContaining({ type: 'TypeError', value: 'no such row' }),
            expect.objectContaining({ type: 'RangeError', value: 'no such order' }),
          ],
        },
      },
    ])
    expect(receiver.serverSpans()).toHaveLength(1)
    expect(app.stderr()).toBe('')
  })

  test('of an app that initializes it stays as the app wants it, and gets our ids', async () => {
    const own = `
      import * as Sentry from '@sentry/node'
      Sentry.init({ dsn: process.env.SENTRY_DSN, release: 'mine@7', tracesSampleRate: process.env.RATE && 1 })
      ${shop.replace('app.use(', 'Sentry.setupExpressErrorHandler(app); app.use(')}`
    for (const [env, place] of [
      [{}, 'trace'],
      [{ RATE: '1' }, 'plainsight'],
    ] as const) {
      sentry.posts.length = 0
      receiver.spans.length = 0
      const app = startShop(own, env)
      await send(await app.port, '/orders/7')
      const span = await receiver.waitFor(() => receiver.serverSpans()[0])
      const [event, ...others] = await receiver.waitFor(() => {
        const found = events().filter(({ exception }) => exception !== undefined)
        return found.length > 0 && found
      })
      await app.stop('SIGTERM')
      expect(others).toEqual([])
      expect(event).toMatchObject({ release: 'mine@7', contexts: { [place]: { trace_id: span.traceId } } })
      expect(receiver.serverSpans()).toHaveLength(1)
    }
  })
})

test('gets the errors of the handlers of every framework, each once', async () => {
  const routed = apps.filter((app) => app.routed !== false)
  const ports = routed.map(
    ({ code, kind, packages }) => startWithSentry(code, { kind, ...(packages && { packages }) }).port,
  )
  for (const port of ports) await send(await port, '/api/boom')
  const spans = await receiver.waitFor(() => {
    const found = receiver.serverSpans()
    return found.length === routed.length && events().length >= routed.length && found
  })
  const toKey = (traceId: string | undefined, route: unknown): string => `${traceId} GET ${route}`
  expect(
    events()
      .map(({ contexts, transaction }) => `${contexts.trace?.trace_id} ${transaction}`)
      .sort(),
  ).toEqual(spans.map(({ traceId, attributes }) => toKey(traceId, attributes['http.route'])).sort())
  expect(messages()).toEqual(routed.map(() => 'boom'))
})

const say = `console.log.bind(console, 'the app:')`
const ends = [
  ['an uncaught exception', `setTimeout(() => { throw new Error('gone') })`],
  ['a rejection that nobody handles', `Promise.reject(new Error('gone'))`],
  [
    "an app's own uncaughtException",
    `process.on('uncaughtException', ${say}); setTimeout(() => { throw new Error('gone') })`,
  ],
  ["an app's own unhandledRejection", `process.on('unhandledRejection', ${say}); Promise.reject(new Error('gone'))`],
  [
    'an app that exits in its own handler',
    `process.on('uncaughtException', () => process.exit(7)); setTimeout(() => { throw new Error('gone') })`,
  ],
  ['what is no error', `setTimeout(() => { throw 'gone' })`],
] as const

test.each(ends)('%s is sent once, and the process ends as without us', async (_, code) => {
  const [app, bare] = [startWithSentry(code), start(code, { kind: 'mjs', hook: 'none' })]
  expect(await app.ended).toEqual(await bare.ended)
  const withoutPaths = (text: string): string => text.replace(/plainsight-test-\w+/g, '')
  expect(withoutPaths(app.stdout())).toBe(withoutPaths(bare.stdout()))
  expect(withoutPaths(app.stderr())).toBe(withoutPaths(bare.stderr()))
  await receiver.waitFor(() => sentry.posts.length > 0)
  expect(messages()).toEqual(['gone'])
})

describe('nothing that names a person or opens a door is sent', () => {
  const { email, ip, card, token, password, cookie } = canaries
  const thrower = serving(
    `import { trace } from '@opentelemetry/api'`,
    `
  const text = ${JSON.stringify(`no ${email} from ${ip}, card ${card}, password=${password}, ${token}, cookie: ${cookie}`)}
  trace.getActiveSpan().setAttributes({ 'user.id': 'u7', 'user.email': ${JSON.stringify(email)}, note: text, password: text })
  trace.getActiveSpan().setStatus({ code: 2, message: text })
  trace.getTracer('shop').startSpan('find ' + text, { attributes: { 'url.full': 'https://x.test/?q=${password}' } }).end()
  const local = text
  const error = new Error(text, { cause: { password: text } })
  error.request = { headers: request.headers, body: text, local }
  Promise.reject(Object.assign(error, { name: text }))`,
  )
  const code = `process.on('unhandledRejection', () => undefined)\n${thrower}`

  test('with an error', async () => {
    const app = startWithSentry(code)
    await send(await app.port, personalRequest.path, personalRequest)
    await receiver.waitFor(() => sentry.posts.length > 0)
    expect(findCanaries(...sentry.posts.map(({ body }) => body))).toEqual([])
    expect(messages()[0]).toBe('no [email] from [ip], card [card], password=[redacted], [token], cookie: [redacted]')
    expect(events()[0]).toMatchObject({ user: { id: 'u7' } })
    for (const name of ['request', 'breadcrumbs', 'extra', 'modules', 'server_name', 'vars', 'context_line'])
      expect(sentry.posts[0]?.body.toString()).not.toContain(`"${name}"`)
  })

  test('with the tags that an app sets', async () => {
    const tags = { shop: 'north', who: email, at: `seen at ${ip}`, apiKey: 'k-123' }
    const app = startWithSentry(
      serving(
        `import * as Sentry from '@sentry/node'
  Sentry.setTags(${JSON.stringify(tags)})`,
        `Promise.reject(new Error('gone'))`,
      ).replace(/^/, `process.on('unhandledRejection', () => undefined)\n`),
    )
    await send(await app.port, '/')
    await receiver.waitFor(() => sentry.posts.length > 0)
    expect(events()[0]).toMatchObject({ tags: { shop: 'north', who: '[email]', at: 'seen at [ip]' } })
    expect(sentry.posts[0]?.body.toString()).not.toMatch(/apiKey|k-123/)
  })

  test("with the share of traces that goes to Sentry's OTLP endpoint beside ours", async () => {
    const app = startWithSentry(code, { env: { SENTRY_TRACES_RATE: '1' } })
    await send(await app.port, personalRequest.path, personalRequest)
    const spans = await receiver.waitFor(() => receiver.spans.length >= 2 && receiver.spans)
    const posts = await receiver.waitFor(() => {
      const found = sentry.posts.filter(({ path }) => path === '/api/42/integration/otlp/v1/traces/')
      return found.flatMap(({ body }) => parseTraces(body)).length >= 2 && found
    })
    expect(posts[0]?.headers['x-sentry-auth']).toBe('Sentry sentry_version=7, sentry_key=public')
    expect(findCanaries(...posts.map(({ body }) => body))).toEqual([])
    const sent = posts.flatMap(({ body }) => parseTraces(body))
    expect(sent.map(({ spanId }) => spanId).sort()).toEqual(spans.map(({ spanId }) => spanId).sort())
    expect(Object.keys(sent[0]?.resource ?? {}).filter((name) => /host|instance|pid/.test(name))).toEqual([])
  })
})

test('SENTRY_TRACES_RATE sends a trace as a whole or not at all, and none by default', async () => {
  const app = startWithSentry(serving('', ''), { env: { SENTRY_TRACES_RATE: '0.5' } })
  const port = await app.port
  for (let at = 0; at < 40; at++) await send(port, '/')
  await receiver.waitFor(() => receiver.serverSpans().length === 40)
  await app.stop('SIGTERM')
  const kept = sentry.posts.flatMap(({ body }) => parseTraces(body).map(({ traceId }) => traceId))
  const wanted = receiver.serverSpans().filter(({ traceId }) => Number.parseInt(traceId.slice(-8), 16) < 2 ** 31)
  expect(kept.sort()).toEqual(wanted.map(({ traceId }) => traceId).sort())
})

test('SENTRY_ENVIRONMENT and SENTRY_RELEASE name what they say, and a wrong DSN is named', async () => {
  const code = `setTimeout(() => { throw new Error('gone') })`
  const env = { SENTRY_ENVIRONMENT: 'staging', SENTRY_RELEASE: 'v9' }
  const wrong = startWithSentry(code, { env: { SENTRY_DSN: 'http://example.com/42' } })
  await startWithSentry(code, { env }).ended
  await wrong.ended
  expect(events()).toMatchObject([{ environment: 'staging', release: 'v9' }])
  expect(wrong.stderr()).toContain(
    'settings ignored: SENTRY_DSN=*** (expected a DSN of Sentry, https://<key>@<host>/<project>)',
  )
})

test.each([
  ['401', 401, /^plainsight: 1 error to Sentry was lost: HTTP 401$/m],
  ['429', 429, /1 error to Sentry was lost: the process ended before delivery \(HTTP 429\)$/m],
  ['no answer', 'hang' as const, /1 error to Sentry was lost: the process ended before delivery$/m],
])('a Sentry that takes nothing (%s) does no harm, and what it loses is counted', async (_, answer, sentence) => {
  sentry.answer = answer
  const app = startWithSentry(shop, { env: { PLAINSIGHT_SHUTDOWN_MS: '300' } })
  expect(await send(await app.port, '/orders/7')).toMatchObject({ status: 500, body: 'sorry' })
  await receiver.waitFor(() => sentry.posts.length > 0)
  expect(await app.stop('SIGTERM')).toMatchObject({ signal: 'SIGTERM' })
  expect(app.stderr()).toMatch(sentence)
})
