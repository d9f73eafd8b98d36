import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, send, startApp } from '../app.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from '../receiver.ts'
import { apps } from './apps.ts'

describe.each(apps)('$name', ({ kind, code, packages, routes, routed }) => {
  let receiver: Receiver
  let app: App
  let port: number
  beforeAll(async () => {
    receiver = await openReceiver()
    app = startApp(code, { receiver, kind, ...(packages ? { packages } : {}) })
    port = await app.port
  })
  afterAll(async () => {
    await app?.stop()
    await receiver.close()
  })

  const spanOf = (requestId: unknown): Promise<ReceivedSpan> =>
    receiver.waitFor(() => receiver.serverSpans().find((span) => span.attributes.request_id === requestId))

  const ask = async (path: string, body?: string): Promise<{ span: ReceivedSpan; status: number; body: string }> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await send(port, path, body === undefined ? {} : { body, headers })
    return { ...answer, span: await spanOf(answer.headers['x-request-id']) }
  }

  /** Name and route of the span where the framework has routes, of the method alone where it has none. */
  const named = (method: string, route: string): object =>
    routed === false
      ? { name: method, attributes: expect.not.objectContaining({ 'http.route': expect.anything() }) }
      : { name: `${method} ${route}`, attributes: expect.objectContaining({ 'http.route': route }) }

  // First, when nothing else has taught the agent about the framework.
  test('a handler that throws is an error with its exception', async () => {
    const { span, status } = await ask('/api/boom')
    expect(status).toBe(500)
    expect(span).toMatchObject({ ...named('GET', routes?.boom ?? '/api/boom'), status: { code: 2 } })
    if (routed === false) return
    expect(span.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': 'boom' } }])
    expect(span.attributes).toMatchObject({ 'error.type': 'Error', 'http.response.status_code': 500 })
    expect(String(span.events[0]?.attributes['exception.stacktrace'])).toContain('app.')
  })

  test('a route with a parameter below a prefix is named by its pattern', async () => {
    const { span, body } = await ask('/api/orders/42')
    expect(body).toBe('{"id":"42"}')
    expect(span).toMatchObject(named('GET', routes?.orders ?? '/api/orders/:id'))
    expect(span.attributes).toMatchObject({ 'url.path': '/api/orders/42', 'http.response.status_code': 200 })
    expect(span.status.code).toBe(0)
  })

  test('the context is there after the body was read, after timers and ticks', async () => {
    const { span, body } = await ask('/api/orders', '{"item":1}')
    expect(JSON.parse(body)).toEqual({ first: span.traceId, later: span.traceId })
    expect(span).toMatchObject(named('POST', routes?.create ?? '/api/orders'))
  })

  test('the root is a route too', async () => {
    expect((await ask('/')).span).toMatchObject(named('GET', '/'))
  })

  test('what no route matches has none', async () => {
    const { span } = await ask('/nowhere')
    expect(span.name).toBe('GET')
    expect(span.attributes).not.toHaveProperty('http.route')
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 404 })
    expect(span.status.code).toBe(0)
  })
})
