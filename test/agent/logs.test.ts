import { describe, expect, test } from 'vitest'
import { type App, type AppOptions, send } from './app.ts'
import type { ReceivedLog } from './receiver.ts'
import { receiver, serving, start } from './watch.ts'

const serve = async (setup: string, handler: string, options: AppOptions = {}): Promise<App> => {
  const app = start(serving(setup, handler), options)
  await send(await app.port, '/')
  return app
}

const logOf = (body: string): Promise<ReceivedLog> =>
  receiver.waitFor(() => receiver.logs.find((log) => log.body === body))

const loggers = {
  pino: `const log = require('pino')({ level: 'trace' })`,
  winston: `const { createLogger, format, transports } = require('winston')
    const log = createLogger({ level: 'silly', format: format.combine(format.timestamp(), format.json()), transports: [new transports.Console(), new transports.Console({ format: format.simple() })] })`,
  bunyan: `const log = require('bunyan').createLogger({ name: 'shop', level: 'trace' })`,
  console: `const log = console`,
} as const

describe('a line of the app reaches the hub with the request it belongs to', () => {
  test.each(Object.entries(loggers))('%s', async (scope, setup) => {
    await serve(setup, `log.warn('hello'); setTimeout(() => log.info('later'), 20)`)
    const [span] = await receiver.waitFor(() => receiver.serverSpans().length > 0 && receiver.serverSpans())
    for (const body of ['hello', 'later']) {
      const log = await logOf(body)
      expect(log).toMatchObject({
        traceId: span?.traceId,
        spanId: span?.spanId,
        scope,
        attributes: { request_id: span?.attributes.request_id },
        resource: { 'telemetry.sdk.language': 'nodejs' },
      })
      expect(Math.abs(Number(log.time / 1_000_000n) - Date.now())).toBeLessThan(30_000)
    }
    expect(receiver.logs.filter(({ body }) => body === 'hello')).toHaveLength(1)
    expect(receiver.logs).toHaveLength(2)
  })
})

describe('severities follow the logger', () => {
  test.each([
    ['pino', loggers.pino, { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 }],
    ['winston', loggers.winston, { silly: 1, debug: 5, verbose: 5, http: 9, info: 9, warn: 13, error: 17 }],
    ['bunyan', loggers.bunyan, { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 }],
    ['console', loggers.console, { debug: 5, log: 9, info: 9, warn: 13, error: 17 }],
  ] as const)('%s', async (_, setup, levels) => {
    const calls = Object.keys(levels).map((level) => `log.${level}('at ${level}')`)
    await serve(setup, calls.join(';'))
    for (const [level, severity] of Object.entries(levels)) {
      const log = await logOf(`at ${level}`)
      expect(log.severityNumber, level).toBe(severity)
      expect(log.severityText).toBe(level === 'log' ? 'info' : level)
    }
  })

  test('pino with levels of the app', async () => {
    await serve(`const log = require('pino')({ customLevels: { notice: 35 } })`, `log.notice('look')`)
    expect(await logOf('look')).toMatchObject({ severityNumber: 10, severityText: 'notice' })
  })
})

describe('fields become attributes', () => {
  const fields = `{ order: 7, total: 1.5, paid: true, note: null, items: ['a', 'b'], address: { city: 'Ulm' } }`
  const received = { order: 7, total: 1.5, paid: true, items: ['a', 'b'], address: { city: 'Ulm' } }

  test.each([
    ['pino', loggers.pino, `log.child({ module: 'shop' }).info(${fields}, 'placed')`],
    ['winston', loggers.winston, `log.child({ module: 'shop' }).info('placed', ${fields})`],
    ['bunyan', loggers.bunyan, `log.child({ module: 'shop' }).info(${fields}, 'placed')`],
  ] as const)('%s', async (_, setup, call) => {
    await serve(setup, call)
    const { attributes } = await logOf('placed')
    expect(attributes).toMatchObject({ ...received, module: 'shop' })
    for (const name of ['level', 'time', 'timestamp', 'msg', 'message', 'pid', 'hostname', 'trace_id', 'v']) {
      expect(attributes).not.toHaveProperty(name)
    }
  })

  test('what the app has redacted or serialized itself leaves as the app wrote it', async () => {
    const setup = `const log = require('pino')({ redact: ['customer.street'], serializers: { user: () => 'a user' } })`
    await serve(
      setup,
      `log.info({ customer: { street: 'Main St', city: 'Ulm' }, user: { mail: 'ada@example.org' } }, 'moved')`,
    )
    expect((await logOf('moved')).attributes).toMatchObject({
      customer: { street: '[Redacted]', city: 'Ulm' },
      user: 'a user',
    })
  })

  test('only as many as the limit allows, and no longer', async () => {
    await serve(loggers.pino, `log.info({ a: 'x'.repeat(50), b: 1, c: 2 }, 'limited')`, {
      env: { OTEL_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10' },
    })
    const { attributes } = await logOf('limited')
    expect(attributes).toMatchObject({ a: 'x'.repeat(10), b: 1 })
    expect(attributes).not.toHaveProperty('c')
  })
})

describe('errors carry their type, message and stack', () => {
  const error = `Object.assign(new TypeError('bad'), { code: 'E_BAD' })`
  test.each([
    ['pino', loggers.pino, `log.error(${error}, 'failed')`],
    ['pino, as a field', loggers.pino, `log.error({ err: ${error} }, 'failed')`],
    ['winston', loggers.winston, `log.error('failed', { error: ${error} })`],
    ['bunyan', loggers.bunyan, `log.error(${error}, 'failed')`],
  ] as const)('%s', async (_, setup, call) => {
    await serve(setup, call)
    const { attributes } = await logOf('failed')
    expect(attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'bad' })
    expect(attributes['exception.stacktrace']).toContain('app.cjs')
  })

  test('console', async () => {
    await serve(loggers.console, `console.error('failed:', ${error})`)
    const log = await receiver.waitFor(() => receiver.logs[0])
    expect(log.body).toMatch(/^failed: TypeError: bad\n {4}at /)
    expect(log.attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'bad' })
  })

  test('winston, spread over the line', async () => {
    await serve(loggers.winston, `log.error(${error})`)
    const log = await receiver.waitFor(() => receiver.logs[0])
    expect(log.attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'bad' })
  })
})

describe('a line is sent once', () => {
  test.each([
    [
      'pino that writes through the console',
      `const log = require('pino')({}, { write: (line) => console.log(line.trimEnd()) })`,
    ],
    [
      'winston through the console',
      `const { createLogger, transports } = require('winston')
      const log = createLogger({ transports: [new transports.Console({ forceConsole: true })] })`,
    ],
    ['winston with many transports', loggers.winston],
    [
      'bunyan that writes through the console',
      `const log = require('bunyan').createLogger({ name: 'x', streams: [{ type: 'raw', stream: { write: (line) => console.log(line) } }] })`,
    ],
  ] as const)('%s', async (_, setup) => {
    await serve(setup, `log.info('once'); console.log('end')`)
    await logOf('end')
    expect(receiver.logs.map(({ body }) => body)).toEqual(['once', 'end'])
  })
})

describe('secrets do not leave', () => {
  test('whatever logger they are given to, at whatever depth', async () => {
    const secret = 'hunter2'
    const fields = `{ password: '${secret}', user: { apiKey: '${secret}', list: [{ access_token: '${secret}' }] }, headers: { authorization: 'Bearer ${secret}', cookie: 'a=${secret}' }, url: '/x?token=${secret}' }`
    const calls = [
      `pinoLog.info(${fields}, 'login password=${secret}')`,
      `pinoLog.child(${fields}).info('child')`,
      `pinoLog.error(Object.assign(new Error('token: ${secret}'), ${fields}), 'failed')`,
      `winstonLog.info('login {"password":"${secret}"}', ${fields})`,
      `bunyanLog.info(${fields}, 'login password=${secret}')`,
      `console.log('login', ${fields}, 'password: ${secret}')`,
      `console.log(JSON.stringify(${fields}))`,
      `console.error(new Error('secret=${secret}'))`,
      `console.log('end')`,
    ]
    const setup = `
      const pinoLog = require('pino')()
      const bunyanLog = require('bunyan').createLogger({ name: 'x' })
      const { createLogger, transports } = require('winston')
      const winstonLog = createLogger({ transports: [new transports.Console()] })`
    const app = await serve(setup, calls.join('\n'))
    await logOf('end')
    expect(receiver.logs).toHaveLength(calls.length)
    expect(
      JSON.stringify(receiver.logs, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
    ).not.toContain(secret)
    expect(app.stdout()).toContain(secret)
  })
})

describe('odd values never reach the app as errors', () => {
  const odd = [
    'undefined',
    'null',
    '10n',
    'Symbol("x")',
    'Number.NaN',
    'new Date(Number.NaN)',
    '(() => 1)',
    'Object.create(null)',
    '(() => { const a = {}; a.self = a; return a })()',
    '({ get trap() { throw new Error("no") } })',
    '({ toJSON() { throw new Error("no") } })',
    'new Proxy({}, { ownKeys() { throw new Error("no") } })',
    'Buffer.alloc(10_000)',
    '(() => { const e = new Error("e"); e.cause = e; return e })()',
    '"x".repeat(1_000_000)',
    'process',
    'globalThis',
    'new Map([[{}, 1]])',
    '[[[[[[[[[[[[1]]]]]]]]]]]]',
  ]
  const attempt = (call: string): string =>
    odd
      .map((value) => `try { ${call.replace('VALUE', value)} } catch { thrown.push(${JSON.stringify(value)}) }`)
      .join('\n')

  test.each([
    ['pino', loggers.pino, 'log.info({ value: VALUE }, "odd")'],
    ['winston', loggers.winston, 'log.info("odd", { value: VALUE })'],
    ['bunyan', loggers.bunyan, 'log.info({ value: VALUE }, "odd")'],
    ['console', loggers.console, 'log.log("odd", VALUE)'],
  ] as const)('%s', async (_, setup, call) => {
    const code = serving(
      `const thrown = []\n${setup}`,
      `${attempt(call)}; log.info('end'); response.write(JSON.stringify(thrown))`,
    )
    const without = start(code, { hook: 'none' })
    const expected = await send(await without.port, '/')
    await without.stop()
    const app = start(code)
    const answer = await send(await app.port, '/')
    expect(answer).toMatchObject({ status: 200, body: expected.body })
    expect(app.stderr()).toBe('')
    await logOf('end')
  })
})

describe('what is captured can be chosen', () => {
  const all = `
    require('pino')().info('by pino')
    require('bunyan').createLogger({ name: 'x' }).info('by bunyan')
    console.log('by console')`

  test.each([
    ['none', []],
    ['console', ['by console']],
    ['pino,bunyan', ['by pino', 'by bunyan']],
  ] as const)('PLAINSIGHT_LOG_CAPTURE=%s', async (value, expected) => {
    await serve('', all, { env: { PLAINSIGHT_LOG_CAPTURE: value } })
    await receiver.waitFor(() => receiver.serverSpans()[0])
    await receiver.waitFor(() => receiver.logs.length >= expected.length)
    expect(receiver.logs.map(({ body }) => body)).toEqual(expected)
  })

  test('OTEL_LOGS_EXPORTER=none sends nothing; the lines have their ids all the same', async () => {
    const app = await serve('', all, { env: { OTEL_LOGS_EXPORTER: 'none' } })
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(receiver.logs).toEqual([])
    expect(app.stdout()).toContain(`"trace_id":"${span.traceId}"`)
  })

  test('an unknown name is said', async () => {
    const app = await serve('', all, { env: { PLAINSIGHT_LOG_CAPTURE: 'log4j,console' } })
    await logOf('by console')
    expect(app.stderr()).toContain('log4j')
  })
})

test('a process that neither serves nor logs sends nothing, and ends at once', async () => {
  const app = start(`process.stdout.write('done')`, { env: { OTEL_METRICS_EXPORTER: 'otlp,prometheus' } })
  expect(await app.ended).toMatchObject({ code: 0 })
  expect(receiver.requests).toEqual([])
})
