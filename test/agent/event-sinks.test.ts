import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

const importing = `import { clearRecordedEvents, recordedEvents, start, trackEvent } from '${root}/dist/index.js'`

/** What the app wrote, as JSON. */
const written = <T>(app: App): T => JSON.parse(app.stdout()) as T

describe('memory', () => {
  test('keeps what was recorded, for people’s own tests, and forgets it on demand', async () => {
    const code = `
      import http from 'node:http'
      ${importing}
      const server = http.createServer((request, response) => {
        const properties = { total: 12.5, big: 10n, at: new Date(0), password: 'hunter2', list: [1, NaN] }
        trackEvent('order.placed', { userId: 'u7', sessionId: 's1', properties })
        response.end(JSON.stringify(recordedEvents()))
        clearRecordedEvents()
        if (recordedEvents().length > 0) throw new Error('not forgotten')
      }).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
    const env = { PLAINSIGHT_EVENTS_TO: 'memory', PLAINSIGHT_ENVIRONMENT: 'test', OTEL_SERVICE_NAME: 'shop' }
    const app = start(code, { kind: 'mjs', env })
    const headers = { referer: 'https://ann:pw@shop.test/cart?token=hunter2#x' }
    const { body } = await send(await app.port, '/buy?card=4111', { headers })
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(JSON.parse(body)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        event: 'order.placed',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        user: 'u7',
        session: 's1',
        app: { name: 'shop', environment: 'test', version: expect.any(String) },
        path: '/buy',
        referrer: 'https://shop.test/cart',
        traceId: span.traceId,
        spanId: span.spanId,
        properties: {
          total: 12.5,
          big: '10',
          at: '1970-01-01T00:00:00.000Z',
          list: [1, null],
        },
      },
    ])
    expect(receiver.logs).toEqual([])
  })

  test('reading it where nothing is kept is an error that says what to set', async () => {
    const code = `${importing}
      try { recordedEvents() } catch (error) { process.stdout.write(JSON.stringify([error.code, error.hint])) }`
    const app = start(code, { kind: 'mjs' })
    await app.ended
    expect(written(app)).toEqual(['EVENTS_NOT_KEPT', expect.stringMatching(/PLAINSIGHT_EVENTS_TO=memory/)])
  })
})

test('console writes odd texts so that they stay on their line', async () => {
  const properties = {
    note: 'two words',
    'odd key': 'a=b',
    nested: { deep: [1, 'x'] },
    escape: 'a\u001b[2J\u009b\u202eb',
  }
  const code = `${importing}; trackEvent('note.taken', { properties: ${JSON.stringify(properties)} })`
  const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_EVENTS_TO: 'console' } })
  await app.ended
  expect(app.stdout().replace(/^\S+ /, '')).toBe(
    'event note.taken note="two words" "odd key"="a=b" nested={"deep":[1,"x"]} escape="a\\u001b[2J\\u009b\\u202eb"\n',
  )
})

describe('sinks of one’s own', () => {
  /** Sinks of every temper, and one that works. */
  const sinks = `
    const got = []
    const eventSinks = [
      { name: 'thrower', write: () => { throw new Error('no disk') }, flush: () => { throw new Error('no flush') } },
      { name: 'rejecter', write: async () => { throw new Error('no net') } },
      { name: 'hanger', write: () => new Promise(() => {}) },
      { name: 'vandal', write: (batch) => { batch[0].properties.total = 0; batch.length = 0 } },
      { write: async (batch) => { got.push(batch.map(({ event, properties }) => [event, properties.total])) }, flush() { got.push('flush') }, close() { got.push('close') } },
      { nothing: true },
    ]`

  test('each gets every event, whatever the others do, and the app never hears of it', async () => {
    const code = `${importing}
      ${sinks}
      const agent = start({ eventSinks })
      const begun = performance.now()
      for (let at = 0; at < 150; at++) trackEvent('order.placed', { properties: { total: at } })
      const took = performance.now() - begun
      await Promise.race([agent.shutdown(), new Promise((resolve) => setTimeout(resolve, 500))])
      process.stdout.write(JSON.stringify({ got, took }))
      process.exit()`
    const app = start(code, { kind: 'mjs', hook: 'none' })
    expect(await app.ended).toEqual({ code: 0, signal: null })
    const { got, took } = written<{ got: unknown[]; took: number }>(app)
    expect(got).toEqual([
      Array.from({ length: 100 }, (_, at) => ['order.placed', at]),
      Array.from({ length: 50 }, (_, at) => ['order.placed', 100 + at]),
      'flush',
    ])
    expect(took).toBeLessThan(500)
    // The hub has them, too.
    await receiver.waitFor(() => receiver.logs.length === 150)
    const said = app.stderr()
    for (const line of [
      /start\(\) ignores eventSinks\[5\]: it must have a method write\(batch\)/,
      /100 events to thrower were lost: no disk/,
      /100 events to rejecter were lost: no net/,
      /150 events to hanger were lost: the process ended before delivery/,
      /100 events to vandal were lost: Cannot assign to read only property/,
      /flush\(\) of the event sink thrower failed: no flush/,
    ]) {
      expect(said).toMatch(line)
    }
  })

  test('a process that ends gives them what is left, synchronously at its exit', async () => {
    const ending = (end: string): string => `${importing}
      import { writeSync } from 'node:fs'
      start({ eventsTo: ['none'], eventSinks: [{ write: (batch) => void writeSync(1, batch.map(({ event }) => event).join() + '\\n') }] })
      trackEvent('job.begun'); trackEvent('job.done')
      ${end}`
    for (const end of ['', 'process.exit()', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)']) {
      const app = start(ending(end), { kind: 'mjs', hook: 'none' })
      await app.ended
      expect(app.stdout()).toBe('job.begun,job.done\n')
      expect(app.stderr()).toBe('')
    }
    expect(receiver.logs).toEqual([])
  })
})
