import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

const token = 'a-long-random-token'
let open: HubInProcess

beforeAll(async () => {
  open = await openHubInProcess({ token, allowedOrigins: ['https://app.example.com'], allowedHosts: ['hub.internal'] })
})
afterAll(() => open.close())

const bearer = { authorization: `Bearer ${token}` }
const ask = (options: InjectOptions) =>
  open.app.inject({ method: 'GET', ...options, headers: { host: 'localhost:4318', ...options.headers } })
const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code

describe('on loopback, only names of this machine are answered', () => {
  test.each([
    ['localhost:4318', 200],
    ['127.0.0.1:4318', 200],
    ['[::1]:4318', 200],
    ['HUB.internal', 200],
    ['evil.example.com', 403],
    ['localhost.evil.example.com:4318', 403],
    ['127.0.0.1.nip.io', 403],
  ])('Host %s → %i', async (host, status) => {
    expect((await ask({ url: '/healthz', headers: { host } })).statusCode).toBe(status)
  })
})

describe('web pages of other origins are refused until they are allowed', () => {
  test.each([
    ['https://evil.example.com', 'POST', '/v1/traces'],
    ['https://evil.example.com', 'GET', '/api/query/private/services'],
    ['null', 'POST', '/v1/logs'],
    ['http://localhost:3000', 'POST', '/v1/metrics'],
    ['https://app.example.com.evil.com', 'POST', '/v1/traces'],
  ] as const)('%s %s %s', async (origin, method, url) => {
    const answer = await ask({ method, url, headers: { origin, ...bearer } })
    expect(answer.statusCode).toBe(403)
    expect(codeOf(answer.body)).toBe('ORIGIN_REFUSED')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('the page itself may call', async () => {
    expect((await ask({ url: '/metrics', headers: { origin: 'http://localhost:4318', ...bearer } })).statusCode).toBe(
      200,
    )
  })

  test('an allowed origin gets CORS headers and its preflight', async () => {
    const origin = 'https://app.example.com'
    const preflight = await ask({
      method: 'OPTIONS',
      url: '/v1/traces',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, traceparent',
      },
    })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe(origin)
    expect(preflight.headers['access-control-allow-headers']).toContain('traceparent')
  })
})

describe('what another site makes a browser ask without saying its origin', () => {
  const from = (site: string, mode = 'no-cors') => ({
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    accept: 'text/html,*/*',
  })
  test.each([
    ['an image', '/api/openapi.json', from('cross-site'), 403],
    ['an image of another port', '/metrics', from('same-site'), 403],
    ['a link to data', '/api/openapi.json', from('cross-site', 'navigate'), 403],
    ['a script', '/assets/x.js', from('cross-site'), 403],
    ['a link to the page', '/', from('cross-site', 'navigate'), 200],
    ['a link to a view', '/traces?status=error', from('cross-site', 'navigate'), 200],
    ['the page itself', '/api/openapi.json', from('same-origin'), 200],
    ['a person', '/api/openapi.json', from('none', 'navigate'), 200],
  ])('%s: %s', async (_what, url, headers, status) => {
    expect((await ask({ url, headers: { ...bearer, ...headers } })).statusCode).toBe(status)
  })
})

describe('with a token set', () => {
  test.each([
    '/v1/traces',
    '/api/query/private/services',
    '/api/openapi.json',
    '/api/otlp',
    '/metrics',
    '/%61pi/openapi.json',
    '//api/openapi.json',
  ])('%s needs it', async (url) => {
    const answer = await ask({ url })
    expect([401, 404]).toContain(answer.statusCode)
    expect(answer.body).not.toContain('openapi":')
  })

  test('a wrong bearer is refused, the right one passes', async () => {
    expect((await ask({ url: '/metrics', headers: { authorization: 'Bearer wrong' } })).statusCode).toBe(401)
    expect((await ask({ url: '/metrics', headers: bearer })).statusCode).toBe(200)
  })

  test('health is open', async () => {
    expect((await ask({ url: '/healthz' })).json()).toMatchObject({ name: 'plainsight', status: 'ok' })
    expect((await ask({ url: '/readyz' })).json()).toEqual({ ready: true, store: 'ok', journal: 'ok' })
  })

  test('signing in with the token gives a cookie that opens the API and does not hold the token', async () => {
    expect((await ask({ url: '/api/session' })).json()).toEqual({ tokenNeeded: true, signedIn: false })
    const wrong = await ask({ method: 'POST', url: '/api/session', payload: { token: 'no' } })
    expect(codeOf(wrong.body)).toBe('TOKEN_WRONG')
    const right = await ask({ method: 'POST', url: '/api/session', payload: { token } })
    expect(right.statusCode).toBe(204)
    const cookie = String(right.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(cookie).not.toContain(token)
    const value = cookie.split(';')[0] ?? ''
    expect((await ask({ url: '/api/openapi.json', headers: { cookie: value } })).statusCode).toBe(200)
    expect((await ask({ url: '/api/openapi.json', headers: { cookie: `${value.slice(0, -1)}0x` } })).statusCode).toBe(
      401,
    )
  })

  test('guessing is slowed down', async () => {
    const tries = await Promise.all(
      Array.from({ length: 15 }, () => ask({ method: 'POST', url: '/api/session', payload: { token: 'guess' } })),
    )
    const slowed = tries.filter(({ statusCode }) => statusCode === 429)
    expect(slowed.length).toBeGreaterThanOrEqual(5)
    expect(slowed[0]?.headers['retry-after']).toBe('60')
    const wrong = await ask({ url: '/metrics', headers: { authorization: 'Bearer guess' } })
    expect([wrong.statusCode, codeOf(wrong.body)]).toEqual([429, 'SIGN_IN_THROTTLED'])
    // Whoever has the token is not kept out by those who guess, and those of other addresses are none.
    expect((await ask({ url: '/metrics', headers: bearer })).statusCode).toBe(200)
    expect((await ask({ method: 'POST', url: '/api/session', payload: { token } })).statusCode).toBe(204)
    const other = await ask({ url: '/metrics', headers: { authorization: 'Bearer guess' }, remoteAddress: '127.0.0.2' })
    expect(other.statusCode).toBe(401)
  })

  test('what is no token is refused in words', async () => {
    const post = (payload: object | string, headers = {}) =>
      ask({ method: 'POST', url: '/api/session', payload, headers })
    expect((await post({ token: 'x'.repeat(20_000) })).statusCode).toBe(413)
    for (const [body, reason] of [
      [{}, 'field token is missing'],
      [{ token: { is: 7 } }, 'field token must be string'],
      [{ token: 7 }, 'field token must be string'],
      [{ token: 'x', user: 'x' }, 'field user is not known; known are token'],
      [[], 'the body is not an object'],
    ] as const) {
      const answer = await post(body)
      expect([answer.statusCode, answer.json<{ error: object }>().error]).toMatchObject([
        400,
        { code: 'QUERY_INVALID', message: `The request is invalid: ${reason}` },
      ])
    }
    expect((await post('{"token":', { 'content-type': 'application/json' })).statusCode).toBe(400)
    expect((await post('token', { 'content-type': 'text/csv' })).statusCode).toBe(415)
  })

  test('signing out ends the sign-in', async () => {
    const signIn = async (): Promise<string> => {
      const { headers } = await ask({ method: 'POST', url: '/api/session', payload: { token } })
      return String(headers['set-cookie']).split(';')[0] ?? ''
    }
    const [copied, other] = [await signIn(), await signIn()]
    const open = async (cookie: string): Promise<number> =>
      (await ask({ url: '/api/openapi.json', headers: { cookie } })).statusCode
    expect([await open(copied), await open(other)]).toEqual([200, 200])
    const { headers } = await ask({ method: 'DELETE', url: '/api/session', headers: { cookie: copied } })
    expect(String(headers['set-cookie'])).toMatch(/^plainsight_session=;.*Max-Age=0/)
    expect([await open(copied), await open(other)]).toEqual([401, 200])
    expect((await ask({ url: '/api/session', headers: { cookie: copied } })).json()).toMatchObject({ signedIn: false })
  })
})

describe('what the hub says of itself', () => {
  test('/metrics counts requests by signal and reason, and names its unit', async () => {
    await ask({
      method: 'POST',
      url: '/v1/traces',
      headers: { ...bearer, 'content-type': 'application/x-protobuf' },
      payload: Buffer.from([0xff, 0xff]),
    })
    await ask({ url: `/api/query/private/services?from=${Date.now() - 60_000}&to=${Date.now()}`, headers: bearer })
    const { body } = await ask({ url: '/metrics', headers: bearer })
    expect(body).toMatch(/plainsight_ingest_refused_total\{.*signal="traces".*reason="undecodable".*\} 1/)
    expect(body).toMatch(/plainsight_journal_bytes\S* 0/)
    expect(body).toMatch(/plainsight_store_operation_duration_seconds_count\{operation="query",outcome="ok"\} [1-9]/)
  })

  test('an unknown address is 404 with a code, for programs; the page, for people', async () => {
    expect(codeOf((await ask({ url: '/nothing' })).body)).toBe('NOT_FOUND')
    expect((await ask({ url: '/traces', headers: { accept: 'text/html' } })).statusCode).toBe(200)
  })

  test.each([
    ['health', '/healthz', {}],
    ['the page, which is asked for anew each time,', '/', {}, 'no-cache'],
    ['a refusal', '/metrics', {}],
    ['a foreign host', '/', { host: 'evil.example.com' }],
    ['an address that cannot be read', '/%zz', {}],
    ['the API', '/api/openapi.json', bearer],
  ])(
    'the answer of %s carries a strict content security policy and is not kept',
    async (_, url, more, cache = 'no-store') => {
      const { headers } = await ask({ url, headers: more })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'cache-control': cache,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
    },
  )

  test.each([
    ['a foreign host', '/', { host: 'evil.example.com' }, 403, 'PLAINSIGHT_ALLOWED_HOSTS'],
    ['a missing token', '/api/openapi.json', {}, 401, 'PLAINSIGHT_TOKEN'],
    ['a hostile host', '/', { host: '<script>alert(1)</script>' }, 403, '&#60;script&#62;'],
  ])('%s is explained to a person on a page', async (_, url, more, status, text) => {
    const answer = await ask({ url, headers: { accept: 'text/html,*/*', ...more } })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain(text)
    expect(answer.body).not.toContain('<script')
  })

  test('who sends slowly does not hold a connection for ever', () => {
    const { headersTimeout, requestTimeout } = open.app.server
    for (const limit of [headersTimeout, requestTimeout]) {
      expect(limit).toBeGreaterThan(0)
      expect(limit).toBeLessThanOrEqual(60_000)
    }
  })
})

// Last: afterwards this hub has no log lines to ask for.
test('a failure inside is a sentence outside, and its cause is in the log under the same id', async () => {
  await open.store.command('DROP TABLE otel_logs')
  const url = `/api/query/private/logs-search?from=${Date.now() - 60_000}&to=${Date.now()}`
  const answer = await ask({ url, headers: bearer })
  const { error } = answer.json<{ error: { code: string; requestId: string } }>()
  expect([answer.statusCode, error.code]).toEqual([500, 'QUERY_FAILED'])
  expect(answer.body).not.toMatch(/otel_logs|SELECT|Exception|node_modules/)
  const line = open.logged.find((text) => text.includes(`"request_id":"${error.requestId}"`))
  expect(line).toContain('otel_logs')
})
