import { expect, test } from 'vitest'
import { buildWhenStale } from '../agent/build.ts'
import { openPostReceiver, type PostReceiver, parseEnvelope } from '../agent/post-receiver.ts'
import { openReceiver, type Receiver } from '../agent/receiver.ts'
import { findFreePort } from '../free-port.ts'
import type { AppCase } from './app-case.ts'
import { next } from './cases/next.ts'
import { nodeRed } from './cases/node-red.ts'
import { prepareApp } from './prepare.ts'
import { runApp } from './run.ts'

/** What a visitor sends that is nobody's business. */
const canaries = [
  'visitor@example.org',
  '203.0.113.77',
  'session-of-a-visitor',
  'token-of-a-visitor',
  '4111111111111111',
]
const headers = {
  cookie: 'sid=session-of-a-visitor',
  authorization: 'Bearer token-of-a-visitor',
  'x-forwarded-for': '203.0.113.77',
  referer: 'https://shop.example/?mail=visitor@example.org',
}

/** An application with the services in its own project, asked by a visitor who says too much. */
const toCase = (app: AppCase, env: NonNullable<AppCase['env']>): AppCase => ({
  ...app,
  name: `${app.name} with everything`,
  packages: [...app.packages, '@sentry/node@11.12.0', 'posthog-node@5.70.0'],
  env: { ...app.env, ...env },
  requests: app.requests.map((request) => ({
    ...request,
    path: `${request.path}?card=4111111111111111`,
    headers: { ...headers, ...request.headers },
  })),
})

const toEnvironment = ({ port }: PostReceiver): NonNullable<AppCase['env']> => ({
  PLAINSIGHT_USER: 'passport,express-session,jwt,better-auth,authjs',
  PLAINSIGHT_SAMPLING: 'ratio=GET /never/*:0.1; fallback=1',
  PLAINSIGHT_MAX_TRACES_PER_SECOND: '10000',
  PLAINSIGHT_KEEP: 'errors,slow:500ms',
  PLAINSIGHT_REQUEST_LOG: 'off',
  PLAINSIGHT_SHUTDOWN_MS: '5000',
  PLAINSIGHT_EVENTS_TO: 'otlp,http',
  PLAINSIGHT_EVENTS_URL: `http://127.0.0.1:${port}/events`,
  POSTHOG_API_KEY: 'phc_test',
  POSTHOG_HOST: `http://127.0.0.1:${port}`,
  SENTRY_DSN: `http://key@127.0.0.1:${port}/1`,
  SENTRY_TRACES_RATE: '1',
})

const expectNoCanaries = (receiver: Receiver, posts: PostReceiver['posts']): void => {
  const sent = [
    ...posts.map(({ path, body }) => `${path} ${body.toString('latin1')}`),
    ...[receiver.spans, receiver.logs].map((records) =>
      JSON.stringify(records, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  ].join('\n')
  for (const canary of canaries) expect([canary, sent.includes(canary)]).toEqual([canary, false])
}

test.each([nodeRed, next])(
  '$name with every opt-in part answers and ends as without the hook, and nothing of a visitor leaves it',
  async (plain) => {
    buildWhenStale()
    const [receiver, services] = [await openReceiver(), await openPostReceiver()]
    try {
      const app = toCase(plain, toEnvironment(services))
      const folder = prepareApp(app)
      const port = await findFreePort()
      const bare = await runApp(app, folder, port)
      const hooked = await runApp(app, folder, port, receiver)
      expect(hooked.seen).toEqual(bare.seen)
      const served = receiver.spans.filter(({ kind }) => kind === 2).map(({ attributes }) => attributes.request_id)
      expect(served).toEqual(expect.arrayContaining([...hooked.requestIds]))
      const traces = services.posts.filter(({ path }) => path.includes('/otlp/'))
      expect(traces.length).toBeGreaterThan(0)
      for (const { body } of services.posts.filter(({ path }) => path.includes('/envelope/'))) parseEnvelope(body)
      expectNoCanaries(receiver, services.posts)
      console.log(`${app.name}: ${services.posts.map(({ path, body }) => `${path} ${body.length} B`).join(', ')}`)
    } finally {
      await receiver.close()
      await services.close()
    }
  },
)
