import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

const code = `
const server = require('http').createServer((req, res) => res.end('ok'))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

const serve = (env: Record<string, string>): App => start(code, { env: { PLAINSIGHT_LOG_CAPTURE: 'none', ...env } })

describe('settings of OpenTelemetry and our own', () => {
  test('OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, PLAINSIGHT_ENVIRONMENT', async () => {
    await send(
      await serve({
        OTEL_SERVICE_NAME: 'shop',
        OTEL_RESOURCE_ATTRIBUTES: 'team=blue,service.name=no',
        PLAINSIGHT_ENVIRONMENT: 'test',
      }).port,
      '/',
    )
    expect((await receiver.waitFor(() => receiver.spans[0])).resource).toMatchObject({
      'service.name': 'shop',
      team: 'blue',
      'deployment.environment.name': 'test',
    })
  })
  test('PLAINSIGHT_REQUEST_ID_HEADER=none', async () => {
    const port = await serve({ PLAINSIGHT_REQUEST_ID_HEADER: 'none' }).port
    const { headers } = await send(port, '/', { headers: { 'x-request-id': 'mine', none: 'mine' } })
    expect([headers['x-request-id'], headers.none]).toEqual([undefined, undefined])
    expect((await receiver.waitFor(() => receiver.spans[0])).attributes).not.toHaveProperty('request_id')
  })
  test('OTEL_EXPORTER_OTLP_HEADERS, compression and PLAINSIGHT_TOKEN', async () => {
    await send(
      await serve({
        OTEL_EXPORTER_OTLP_HEADERS: 'X-Tenant=blue',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        PLAINSIGHT_TOKEN: 'secret',
      }).port,
      '/',
    )
    await receiver.waitFor(() => receiver.spans[0])
    expect(receiver.requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: {
        'x-tenant': 'blue',
        'content-encoding': 'gzip',
        authorization: 'Bearer secret',
        'content-type': 'application/x-protobuf',
      },
    })
  })
  test('what a signal says of its export counts before the general word', async () => {
    await send(
      await serve({
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue,x-kept=yes',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=green%20field',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
      }).port,
      '/',
    )
    await receiver.waitFor(() => receiver.spans[0])
    expect(receiver.requests[0]?.headers).toMatchObject({ 'x-tenant': 'green field', 'x-kept': 'yes' })
    expect(receiver.requests[0]?.headers).not.toHaveProperty('content-encoding')
  })
  test('OTEL_BSP_MAX_EXPORT_BATCH_SIZE bounds what goes out at once', async () => {
    const { port } = serve({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2', OTEL_BSP_SCHEDULE_DELAY: '60000' })
    for (let i = 0; i < 4; i++) await send(await port, '/')
    await receiver.waitFor(() => receiver.spans.length === 4)
    expect(receiver.requests).toHaveLength(2)
  })
  test.each([
    ['none', '', undefined],
    ['tracecontext', '0af7651916cd43dd8448eb211c80319c', undefined],
    ['tracecontext,baggage', '0af7651916cd43dd8448eb211c80319c', 'tenant=blue'],
  ] as const)('OTEL_PROPAGATORS=%s', async (value, trace, baggage) => {
    const relaying = `
      const http = require('http')
      const server = http.createServer((req, res) => {
        if (req.url === '/in') return res.end(JSON.stringify(req.headers))
        http.get('http://127.0.0.1:' + server.address().port + '/in', (answer) => answer.pipe(res))
      }).listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`
    const app = start(relaying, { env: { OTEL_PROPAGATORS: value } })
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', baggage: 'tenant=blue' }
    const seen = JSON.parse((await send(await app.port, '/out', { headers })).body) as Record<string, string>
    expect(seen.traceparent?.slice(3, 35) ?? '').toBe(trace)
    expect(seen.baggage).toBe(baggage)
  })
  test.each([
    ['none', false, false],
    ['warn', true, false],
    ['debug', true, true],
  ] as const)('OTEL_LOG_LEVEL=%s', async (value, warns, speaks) => {
    const code = `
      const { diag, trace } = require('@opentelemetry/api')
      trace.getTracer('app').startSpan('own').end()
      diag.debug('said by a part')`
    const app = start(code, { env: { OTEL_LOG_LEVEL: value, PLAINSIGHT_REQUEST_LOGS: 'all' } })
    await app.ended
    expect(app.stderr().includes('PLAINSIGHT_REQUEST_LOGS')).toBe(warns)
    expect(app.stderr().includes('said by a part')).toBe(speaks)
  })
  test('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is taken as it is', async () => {
    await send(await serve({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/elsewhere/v1/traces` }).port, '/')
    expect((await receiver.waitFor(() => receiver.requests[0])).path).toBe('/elsewhere/v1/traces')
  })
  test.each([
    ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }],
    ['OTEL_TRACES_EXPORTER=none', { OTEL_TRACES_EXPORTER: 'none' }],
    ['OTEL_TRACES_SAMPLER=always_off', { OTEL_TRACES_SAMPLER: 'always_off' }],
    ['a ratio of 0', { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }],
    ['PLAINSIGHT_HTTP_SERVER=off', { PLAINSIGHT_HTTP_SERVER: 'off' }],
  ])('%s sends no spans', async (_, env) => {
    const app = serve(env)
    expect((await send(await app.port, '/')).status).toBe(200)
    await app.stop('SIGTERM')
    expect(receiver.spans).toEqual([])
    expect(app.stderr()).toBe('')
  })
  test('PLAINSIGHT_HTTP_SERVER=stock takes the server spans of OpenTelemetry', async () => {
    await send(await serve({ PLAINSIGHT_HTTP_SERVER: 'stock' }).port, '/stock')
    const [span] = await receiver.waitFor(() => receiver.serverSpans().length > 0 && receiver.serverSpans())
    expect(span).toMatchObject({ scope: '@opentelemetry/instrumentation-http', attributes: { 'url.path': '/stock' } })
  })
  test('a bad value and an unknown name are said once, and the default is taken', async () => {
    const app = serve({ OTEL_EXPORTER_OTLP_TIMEOUT: 'soon', PLAINSIGHT_REQUEST_LOGS: 'all' })
    await send(await app.port, '/')
    await receiver.waitFor(() => receiver.spans[0])
    expect(app.stderr()).toMatch(/^plainsight: (?=.*OTEL_EXPORTER_OTLP_TIMEOUT=soon)(?=.*PLAINSIGHT_REQUEST_LOGS).*\n$/)
  })
})

describe('other ways to start', () => {
  test('start() in code, with a span processor of its own that sees the request', async () => {
    const own = `
import { start } from '${root}/dist/index.js'
const seen = []
const processor = { onStart: (span) => seen.push('start ' + span.kind), onEnd: (span) => seen.push('end ' + span.name + ' ' + span.attributes['http.response.status_code'] + ' ' + (span.duration[1] > 0)), forceFlush: async () => {}, shutdown: async () => {} }
start({ serviceName: 'by-code', endpoint: '${receiver.url}', bspScheduleDelay: 20, spanProcessors: [processor] })
const { createServer } = await import('node:http')
const server = createServer((req, res) => res.end(JSON.stringify(seen)))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`
    // What the environment says, the code overrules.
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }
    const port = await start(own, { hook: 'none', kind: 'mjs', env }).port
    await send(port, '/')
    expect((await receiver.waitFor(() => receiver.serverSpans()[0])).resource).toMatchObject({
      'service.name': 'by-code',
    })
    expect(JSON.parse((await send(port, '/')).body)).toEqual(['start 1', 'end GET 200 true', 'start 1'])
  })

  test('start() tells the app of each error that is thrown, with the ids of its request', async () => {
    const own = `
import { start } from '${root}/dist/index.js'
const seen = []
start({ onError: (error, request) => { seen.push([error.message, request?.requestId, request?.userId]); throw new Error('of the listener') }, spanProcessors: 5, colour: 'red' })
const { default: express } = await import('express')
const { trace } = await import('@opentelemetry/api')
const app = express()
app.get('/boom', () => { trace.getActiveSpan().setAttribute('user.id', 'u7'); throw new Error('boom') })
app.get('/seen', (request, response) => response.json(seen))
app.get('/end', (request, response) => response.send('ok') && setTimeout(() => { throw new Error('the end') }, 50))
app.use((error, request, response, next) => response.status(500).end())
process.on('uncaughtException', () => process.stdout.write(JSON.stringify(seen.at(-1)), () => process.exit(7)))
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`
    const app = start(own, { hook: 'none', kind: 'mjs' })
    const port = await app.port
    await send(port, '/boom', { headers: { 'x-request-id': 'r1' } })
    expect(JSON.parse((await send(port, '/seen')).body)).toEqual([['boom', 'r1', 'u7']])
    await send(port, '/end', { headers: { 'x-request-id': 'r2' } }).catch(() => undefined)
    expect(await app.ended).toMatchObject({ code: 7 })
    expect(app.stdout()).toContain('["the end","r2",null]')
    const failed = receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === '/boom')
    expect(failed?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': 'boom' } }])
    expect(app.stderr().split('\n')).toEqual([
      'plainsight: start() ignores spanProcessors: it must be an array',
      'plainsight: start() has no option colour',
      'plainsight: a listener to thrown errors failed: of the listener',
      '',
    ])
  })

  test('what start() returns sends all at flush(), and nothing after shutdown()', async () => {
    const own = `
import { start, trackEvent, logger } from '${root}/dist/index.js'
const agent = start()
const { createServer, get } = await import('node:http')
const server = createServer((request, response) => { trackEvent('page.seen', { properties: { path: request.url } }); response.end() })
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const ask = (path) => new Promise((resolve) => get({ port: server.address().port, path, agent: false }, (response) => response.resume().on('end', () => setTimeout(resolve, 20))))
await ask('/one')
await agent.flush()
process.stdout.write('FLUSHED\\n')
process.once('SIGUSR2', async () => {
  await ask('/two')
  await agent.shutdown()
  await ask('/three')
  trackEvent('never.sent')
  await agent.flush()
  process.exit()
})`
    const delays = {
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      OTEL_BLRP_SCHEDULE_DELAY: '60000',
      OTEL_METRICS_EXPORTER: 'otlp',
    }
    const app = start(own, { hook: 'none', kind: 'mjs', env: delays })
    await receiver.waitFor(() => app.stdout().includes('FLUSHED'))
    const paths = (): unknown[] => receiver.serverSpans().map(({ attributes }) => attributes['url.path'])
    expect([paths(), receiver.logs.map(({ attributes }) => attributes.path)]).toEqual([['/one'], ['/one']])
    expect(receiver.metrics.some(({ name }) => name === 'http.server.request.duration')).toBe(true)
    app.child.kill('SIGUSR2')
    await app.ended
    expect([paths(), receiver.logs.map(({ attributes }) => attributes.path)]).toEqual([
      ['/one', '/two'],
      ['/one', '/two'],
    ])
    expect(app.stderr()).toBe('')
  })

  const nodeSdk = (configuration: string): string => `
const { NodeSDK } = require('@opentelemetry/sdk-node')
${configuration}
const { trace } = require('@opentelemetry/api')
const server = require('http').createServer((req, res) => trace.getTracer('app').startActiveSpan('work', (span) => { span.end(); res.end('ok') }))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

  test('our parts inside @opentelemetry/sdk-node', async () => {
    const configuration = `
      const { nodeSdkConfiguration } = require('${root}/dist/agent/sdk-node.js')
      new NodeSDK(nodeSdkConfiguration()).start()`
    const app = start(nodeSdk(configuration), { hook: 'none' })
    await send(await app.port, '/')
    const server = await receiver.waitFor(() => receiver.serverSpans()[0])
    const work = await receiver.waitFor(() => receiver.spans.find(({ name }) => name === 'work'))
    expect(work).toMatchObject({ traceId: server.traceId, parentSpanId: server.spanId })
    expect(server.scope).toBe('plainsight')
  })

  test('@opentelemetry/sdk-node alone finds the receiver', async () => {
    const configuration = `
      const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
      new NodeSDK({ instrumentations: [new HttpInstrumentation()] }).start()`
    const app = start(nodeSdk(configuration), { hook: 'none', env: { OTEL_LOGS_EXPORTER: 'none' } })
    await send(await app.port, '/')
    expect((await receiver.waitFor(() => receiver.serverSpans()[0])).scope).toBe('@opentelemetry/instrumentation-http')
  })

  test('beside another SDK: said once, and the app runs', async () => {
    const app = start(nodeSdk('new NodeSDK({ instrumentations: [] }).start()'), {
      env: { OTEL_LOGS_EXPORTER: 'none' },
    })
    const port = await app.port
    expect((await send(port, '/')).body).toBe('ok')
    await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(app.stderr().match(/OpenTelemetry SDK/g)?.length).toBe(1)
  })

  test('worker threads, forked children and cluster workers each watch themselves', async () => {
    const own = `
const { isMainThread, Worker, threadId } = require('worker_threads')
const cluster = require('cluster'); const { fork } = require('child_process'); const http = require('http')
const serve = (path) => { const server = http.createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1', () => http.get('http://127.0.0.1:' + server.address().port + path, (r) => r.resume())) }
if (!isMainThread) serve('/thread')
else if (cluster.isWorker) serve('/cluster')
else if (process.argv[2] === 'forked') { process.on('disconnect', () => process.exit()); serve('/forked') }
else { new Worker(__filename); fork(__filename, ['forked']); cluster.fork(); serve('/main') }`
    const app = start(own, { hook: 'NODE_OPTIONS' })
    const found = (path: string): boolean => receiver.serverSpans().some((span) => span.attributes['url.path'] === path)
    await receiver.waitFor(() => ['/main', '/thread', '/forked', '/cluster'].every(found))
    const kinds = ['/main', '/thread', '/forked', '/cluster'].map((path) =>
      receiver.serverSpans().find((span) => span.attributes['url.path'] === path),
    )
    expect(new Set(kinds.map((span) => span?.resource['service.instance.id'])).size).toBe(4)
    await app.stop('SIGTERM')
  })
})
