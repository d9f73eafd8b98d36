import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, type AppOptions, send } from './app.ts'
import { receiver, start } from './watch.ts'

/** Nothing leaves by itself: what arrives, `flush` has sent. */
const env: AppOptions['env'] = {
  OTEL_BSP_SCHEDULE_DELAY: '600000',
  OTEL_BLRP_SCHEDULE_DELAY: '600000',
  OTEL_METRIC_EXPORT_INTERVAL: '600000',
  OTEL_METRICS_EXPORTER: 'otlp',
}

const importing = `
import http from 'node:http'
import { metrics, trace } from '@opentelemetry/api'
import { flush, trackEvent, withFlush } from '${root}/dist/index.js'
const orders = metrics.getMeter('shop').createCounter('orders')
const work = (number) => {
  trace.getTracer('shop').startActiveSpan('order ' + number, (span) => span.end())
  console.log('order ' + number)
  orders.add(1)
  trackEvent('order.placed', { properties: { number } })
}`

const run = (code: string, more: AppOptions['env'] = {}): App =>
  start(importing + code, { kind: 'mjs', env: { ...env, ...more } })

/** Whether all signals of an order have arrived. */
const hasAll = (number: number): boolean =>
  receiver.spans.some(({ name }) => name === `order ${number}`) &&
  receiver.logs.some(({ body }) => body === `order ${number}`) &&
  receiver.logs.some(({ attributes }) => attributes.number === number) &&
  receiver.metrics.some(({ name, points }) => name === 'orders' && points.some(({ value }) => value === number))

/** Waits until the system has stopped the process. */
const frozen = async (app: App): Promise<void> => {
  await receiver.waitFor(() => /^State:\s+T/m.test(readFileSync(`/proc/${app.child.pid}/status`, 'utf8')))
}

describe.skipIf(process.platform !== 'linux')('a process that is frozen right after its handler answered', () => {
  test('has sent all signals when the handler returns its answer, each time', async () => {
    // As AWS Lambda does it: an event in, an answer out, and frozen at once.
    const app = run(`
      const handler = withFlush(async (event, context) => { work(event.number); return { statusCode: 200, of: context.name } })
      process.stdin.on('data', async (line) => {
        const answer = await handler({ number: Number(line) }, { name: 'fn', getRemainingTimeInMillis: () => 5000 })
        process.stdout.write(JSON.stringify(answer) + '\\n')
        process.kill(process.pid, 'SIGSTOP')
      })`)
    for (const number of [1, 2]) {
      app.child.stdin?.write(`${number}\n`)
      await receiver.waitFor(() => app.stdout().split('statusCode').length > number)
      await frozen(app)
      // Nothing is on its way any more: a process that is frozen sends nothing.
      await receiver.waitFor(() => hasAll(number))
      app.child.kill('SIGCONT')
    }
    expect(app.stdout()).toMatch(/^(order \d\n\{"statusCode":200,"of":"fn"\}\n){2}$/)
    expect(app.stderr()).toBe('')
  })

  test('has sent them, and the span of its request, when the handler writes its answer', async () => {
    const app = run(`
      const handler = withFlush((request, response) => {
        response.once('finish', () => process.kill(process.pid, 'SIGSTOP'))
        response.statusCode = 201
        response.end('answered')
        response.end('twice')
        work(1)
      })
      const server = http.createServer(handler).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`)
    expect(await send(await app.port, '/buy')).toMatchObject({ status: 201, body: 'answered' })
    await frozen(app)
    await receiver.waitFor(() => hasAll(1))
    const [request] = receiver.serverSpans()
    expect(request?.attributes).toMatchObject({ 'url.path': '/buy', 'http.response.status_code': 201 })
    const duration = receiver.metrics.find(({ name }) => name === 'http.server.request.duration')
    expect(duration?.points.map(({ count }) => count)).toEqual([1])
  })
})

describe('withFlush', () => {
  test('changes nothing of what handlers return, throw or call back', async () => {
    const app = run(`
      const settle = async (call) => { try { return await call() } catch (error) { return error.message } }
      const called = (handler) => new Promise((resolve) => handler('event', {}, (error, answer) => resolve([error, answer])))
      const answers = [
        await withFlush(async (event) => event + ' done')('job'),
        await withFlush((event) => event)('sync'),
        await settle(withFlush(async () => { throw new Error('rejected') })),
        await settle(withFlush(() => { throw new Error('thrown') })),
        await called(withFlush((event, context, callback) => { work(1); callback(null, event) })),
        await withFlush(async (event, context, callback) => event)('async', {}, () => {}),
        await flush(),
      ]
      process.stdout.write('ANSWERS ' + JSON.stringify(answers))`)
    await app.ended
    const [, answers] = /ANSWERS (.*)$/.exec(app.stdout()) ?? []
    expect(JSON.parse(answers ?? '')).toEqual([
      'job done',
      'sync',
      'rejected',
      'thrown',
      [null, 'event'],
      'async',
      true,
    ])
    expect(hasAll(1)).toBe(true)
  })

  test('holds an answer for no longer than its budget, and what is left is sent later', async () => {
    receiver.answer = () => true
    const app = run(
      `
      const handler = withFlush(async (number) => work(number), { timeoutMs: 100 })
      const timed = async (call) => { const begun = Date.now(); const result = await call(); return [result, Date.now() - begun] }
      const [, took] = await timed(() => handler(1))
      const [sent, flushed] = await timed(() => flush({ timeoutMs: 100 }))
      const late = withFlush(async () => work(2), { timeoutMs: 60_000 })
      const [, beforeEnd] = await timed(() => late({}, { getRemainingTimeInMillis: () => 150 }))
      process.stdout.write('TOOK ' + JSON.stringify({ took, sent, flushed, beforeEnd }))
      process.on('SIGUSR2', async () => process.stdout.write(' THEN ' + await flush({ timeoutMs: 20_000 })))
      setInterval(() => undefined, 1000)`,
      { OTEL_EXPORTER_OTLP_TIMEOUT: '1500' },
    )
    const took = await receiver.waitFor(() => /TOOK (\{.*\})/.exec(app.stdout())?.[1])
    const times = JSON.parse(took) as { took: number; sent: boolean; flushed: number; beforeEnd: number }
    expect(times).toMatchObject({ sent: false })
    for (const time of [times.took, times.flushed, times.beforeEnd]) {
      expect(time).toBeGreaterThanOrEqual(95)
      expect(time).toBeLessThan(1400)
    }
    receiver.answer = undefined
    // The attempts of before end by their timeout; then the records are held again.
    await receiver.waitFor(() => app.stderr().includes('wait in memory'))
    app.child.kill('SIGUSR2')
    await receiver.waitFor(() => app.stdout().includes(' THEN '))
    await receiver.waitFor(() => hasAll(2) && receiver.spans.some(({ name }) => name === 'order 1'))
  })

  test('with waitUntil no answer waits; the platform gets the work, and the arguments of the handler', async () => {
    receiver.answer = () => true
    const app = run(`
      const waitUntil = (work, request) => { work.then(() => process.stdout.write('SENT ' + request.url + '\\n')) }
      const handler = withFlush((request, response) => { work(1); response.end('at once') }, { waitUntil, timeoutMs: 20_000 })
      const server = http.createServer(handler).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`)
    expect(await send(await app.port, '/buy')).toMatchObject({ status: 200, body: 'at once' })
    expect(app.stdout()).not.toContain('SENT')
    // They are on their way, and nobody answers.
    await receiver.waitFor(() => receiver.requests.length >= 3)
    expect(app.stdout()).not.toContain('SENT')
  })

  test('with waitUntil everything is sent when its work is done, and one that fails touches no answer', async () => {
    const app = run(`
      const settled = []
      const handler = withFlush(async (number) => { work(number); return 'answer' }, { waitUntil: (work) => settled.push(work) })
      const broken = withFlush(async () => 'answer', { waitUntil: () => { throw new Error('outside of a request') } })
      const answers = [await handler(1), await broken()]
      await Promise.all(settled)
      process.stdout.write('ANSWERS ' + answers)
      process.kill(process.pid, 'SIGKILL')`)
    await app.ended
    expect(app.stdout()).toContain('ANSWERS answer,answer')
    await receiver.waitFor(() => hasAll(1))
    expect(app.stderr()).toBe(
      'plainsight: waitUntil of withFlush failed, so that telemetry may be late: outside of a request\n',
    )
  })

  test('without the agent it is only the handler', async () => {
    const code = `${importing}
      process.stdout.write(JSON.stringify([await withFlush(async (event) => event)('plain'), await flush()]))`
    const app = start(code, { kind: 'mjs', hook: 'none' })
    await app.ended
    expect(app.stdout()).toBe('["plain",true]')
    expect(receiver.requests).toEqual([])
  })
})
