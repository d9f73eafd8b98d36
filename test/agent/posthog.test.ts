import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { root } from '../root.ts'
import { type App, type AppOptions, send } from './app.ts'
import { canaries, findCanaries, personalRequest } from './canaries.ts'
import { openPostReceiver, type PostReceiver } from './post-receiver.ts'
import { startInProject } from './project.ts'
import { receiver, serving, start } from './watch.ts'

let posthog: PostReceiver

beforeEach(async () => {
  posthog = await openPostReceiver()
  onTestFinished(() => posthog.close())
})

const startWithPostHog = (code: string, { env, ...options }: AppOptions = {}): App =>
  start(code, {
    kind: 'mjs',
    ...options,
    env: { POSTHOG_API_KEY: 'phc_test', POSTHOG_HOST: `http://127.0.0.1:${posthog.port}`, ...env },
  })

const tracking = `import { trackEvent } from '${root}/dist/index.js'`

type Message = {
  readonly event: string
  readonly distinct_id: string
  readonly timestamp: string
  readonly uuid: string
  readonly properties: Readonly<Record<string, unknown>>
}

const bodies = (): { readonly api_key: string; readonly batch: readonly Message[]; readonly sent_at: string }[] =>
  posthog.posts.map(({ body }) => JSON.parse(body.toString()))
const messages = (): Message[] => bodies().flatMap(({ batch }) => batch)

describe('POSTHOG_API_KEY', () => {
  test('sends usage events to the batch API of PostHog, without a profile, without a place', async () => {
    const app = startWithPostHog(
      serving(tracking, `trackEvent('order.placed', { userId: 'u7', properties: { total: 12.5 } })`),
    )
    await send(await app.port, '/orders/7?token=hunter2')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    await receiver.waitFor(() => posthog.posts.length > 0)
    const [post] = posthog.posts
    expect(post?.path).toBe('/batch/')
    expect(post?.headers).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'gzip' })
    expect(bodies()).toEqual([
      {
        api_key: 'phc_test',
        batch: [
          {
            event: 'order.placed',
            distinct_id: 'u7',
            uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
            timestamp: expect.stringMatching(/^20\d\d-.*Z$/),
            properties: {
              app: span.resource['service.name'],
              app_version: span.resource['service.version'],
              path: '/orders/7',
              trace_id: span.traceId,
              total: 12.5,
              $process_person_profile: false,
              $geoip_disable: true,
              $is_server: true,
              $lib: 'plainsight',
              $lib_version: span.resource['telemetry.distro.version'],
            },
          },
        ],
        sent_at: expect.stringMatching(/^20\d\d-.*Z$/),
      },
    ])
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(['order.placed'])
  })

  test('does not depend on where else events go, and takes those that PLAINSIGHT_POSTHOG_EVENTS names', async () => {
    const names = ['order.placed', 'order.item.added', 'page.viewed', 'feature.used']
    const code = `${tracking}; for (const name of ${JSON.stringify(names)}) trackEvent(name)`
    const env = { PLAINSIGHT_EVENTS_TO: 'none', PLAINSIGHT_POSTHOG_EVENTS: 'order.*, feature.used' }
    await startWithPostHog(code, { env }).ended
    expect(messages().map(({ event }) => event)).toEqual(['order.placed', 'order.item.added', 'feature.used'])
    expect(receiver.logs).toEqual([])
  })

  test('delivers what happened right before the process exits, and the exit code stays', async () => {
    const app = startWithPostHog(`${tracking}; trackEvent('job.done'); process.exit(3)`)
    expect(await app.ended).toMatchObject({ code: 3 })
    await receiver.waitFor(() => messages().length > 0)
    expect(messages()).toMatchObject([{ event: 'job.done' }])
    expect(app.stderr()).toBe('')
  })

  test('knows people by ids only, and sends nothing that names one or opens a door', async () => {
    const properties = {
      password: canaries.password,
      note: `call ${canaries.email} at ${canaries.ip}`,
      auth: { cookie: canaries.cookie, deep: [{ apiToken: canaries.token, text: `card ${canaries.card}` }] },
      remoteAddress: canaries.ip,
      userAgent: 'Canary/1.0',
      url: `https://shop.test/find?q=${canaries.password}`,
      [canaries.email]: 1,
      $set: { email: canaries.email },
      $ip: canaries.ip,
    }
    const handler = `
      trackEvent('odd.happened', { userId: ${JSON.stringify(canaries.email)}, properties: ${JSON.stringify(properties)} })
      trackEvent('odd.happened', { userId: 'u7' })
      trackEvent('odd.happened', { sessionId: 's1' })`
    const app = startWithPostHog(serving(tracking, handler))
    await send(await app.port, personalRequest.path, personalRequest)
    await receiver.waitFor(() => messages().length >= 3)
    const bytes = Buffer.concat(posthog.posts.map(({ body }) => body)).toString()
    expect(findCanaries(bytes)).toEqual([])
    for (const name of ['Canary/1.0', '$set', '"$ip"']) expect(bytes).not.toContain(name)
    const [nameless, user, session] = messages()
    expect(nameless?.properties).toMatchObject({ path: '/reset/[email]', note: 'call [email] at [ip]' })
    expect(nameless?.distinct_id).toBe(nameless?.uuid)
    expect([user?.distinct_id, session?.distinct_id]).toEqual(['u7', 's1'])
  })

  test('without posthog-node one sentence says what to install, and the app runs on', async () => {
    const app = startInProject(serving('', ''), {
      env: { POSTHOG_API_KEY: 'phc_test', SENTRY_DSN: 'http://public@127.0.0.1:1/42' },
    })
    expect(await send(await app.port, '/')).toMatchObject({ status: 200 })
    expect(app.stderr().trim().split('\n').sort()).toEqual([
      'plainsight: POSTHOG_API_KEY is set, but posthog-node is not installed: npm install posthog-node@5',
      'plainsight: SENTRY_DSN is set, but @sentry/node is not installed: npm install @sentry/node@11',
    ])
  })
})

describe('a PostHog that takes nothing does no harm, and what it loses is counted', () => {
  test.each([
    ['401', 401, /^plainsight: 1 event to PostHog was lost: HTTP 401$/m],
    ['429', 429, /1 event to PostHog was lost: the process ended before delivery \(HTTP 429\)$/m],
    ['500', 500, /1 event to PostHog was lost: the process ended before delivery \(HTTP 500\)$/m],
    ['a host that never answers', 'hang' as const, /1 event to PostHog was lost: the process ended before delivery$/m],
  ])('%s', async (_, answer, sentence) => {
    posthog.answer = answer
    const app = startWithPostHog(serving(tracking, `trackEvent('order.placed')`), {
      env: { PLAINSIGHT_SHUTDOWN_MS: '300' },
    })
    expect(await send(await app.port, '/')).toMatchObject({ status: 200, body: 'ok' })
    await receiver.waitFor(() => posthog.posts.length > 0)
    expect(await app.stop('SIGTERM')).toMatchObject({ signal: 'SIGTERM' })
    expect(app.stderr()).toMatch(sentence)
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(['order.placed'])
  })

  test('a host without an address', async () => {
    const env = { POSTHOG_HOST: 'http://posthog.invalid', PLAINSIGHT_SHUTDOWN_MS: '300' }
    const app = startWithPostHog(`${tracking}; trackEvent('job.done')`, { env })
    expect(await app.ended).toMatchObject({ code: 0 })
    expect(app.stderr()).toMatch(/1 event to PostHog was lost: the process ended before delivery/)
  })
})
