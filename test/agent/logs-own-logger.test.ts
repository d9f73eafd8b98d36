import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, type AppOptions, send } from './app.ts'
import { receiver, serving, start } from './watch.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plainsight-logger-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const importing = `import { logger, logEvent } from '${root}/dist/index.js'`

const run = (code: string, options: AppOptions = {}): App =>
  start(code, {
    kind: 'mjs',
    ...options,
    env: { OTEL_SERVICE_NAME: 'shop', PLAINSIGHT_ENVIRONMENT: 'test', ...options.env },
  })

type Line = Record<string, unknown>
const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)

const linesOf = (app: App, count: number): Promise<Line[]> =>
  receiver.waitFor(() => {
    const lines = parse(app.stdout())
    return lines.length >= count && lines
  })

describe('logger', () => {
  test('writes JSON lines with the ids of the request, the service and the environment, and sends them', async () => {
    const app = run(serving(importing, `logger.child({ module: 'cart' }).info({ items: 2 }, 'filled')`))
    await send(await app.port, '/', { headers: { 'x-request-id': 'my-request' } })
    const [line] = await linesOf(app, 1)
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(line).toMatchObject({
      level: 30,
      module: 'cart',
      items: 2,
      msg: 'filled',
      service: 'shop',
      environment: 'test',
      trace_id: span.traceId,
      span_id: span.spanId,
      trace_flags: '01',
      request_id: 'my-request',
    })
    const log = await receiver.waitFor(() => receiver.logs[0])
    expect(log).toMatchObject({ body: 'filled', traceId: span.traceId, spanId: span.spanId, severityNumber: 9 })
    expect(log.attributes).toEqual({ module: 'cart', items: 2, request_id: 'my-request' })
  })

  test('its lines are sent also when the own loggers of the app are left alone', async () => {
    const app = run(`${importing}; logger.info('ours'); import('pino').then(({ pino }) => pino().info('theirs'))`, {
      env: { PLAINSIGHT_LOG_CAPTURE: 'none' },
    })
    await app.ended
    await receiver.waitFor(() => receiver.logs[0])
    expect(receiver.logs.map(({ body }) => body)).toEqual(['ours'])
  })

  test('is a plain pino logger without the hook', async () => {
    const app = run(
      `${importing}; logger.info('alone'); logEvent('cart.filled', { items: 2 }); logger.debug('not written')`,
      {
        hook: 'none',
      },
    )
    expect(await app.ended).toMatchObject({ code: 0 })
    expect(app.stderr()).toBe('')
    const lines = parse(app.stdout())
    expect(lines).toMatchObject([
      { msg: 'alone', service: 'shop', environment: 'test' },
      { msg: 'cart.filled', event: 'cart.filled', items: 2 },
    ])
    expect(lines[0]).not.toHaveProperty('trace_id')
    expect(receiver.requests).toEqual([])
  })

  test('writes from the level that is set', async () => {
    const app = run(`${importing}; logger.debug('shown'); logger.trace('hidden')`, {
      env: { PLAINSIGHT_LOG_LEVEL: 'debug' },
    })
    await app.ended
    expect(parse(app.stdout()).map(({ msg }) => msg)).toEqual(['shown'])
  })

  test('logEvent names what happened, and is no usage event', async () => {
    const app = run(`${importing}; logEvent('project.created', { project: 7, token: 'hunter2' })`)
    await app.ended
    const log = await receiver.waitFor(() => receiver.logs[0])
    expect(log).toMatchObject({
      body: 'project.created',
      eventName: '',
      attributes: { event: 'project.created', project: 7, token: '[redacted]' },
    })
  })
})

/** Logs numbered lines until something is so in the folder: files are rotated as fast as the disk is. */
const loggingUntil = (reached: string): string => `
import { readdirSync } from 'node:fs'
${importing}
const deadline = Date.now() + 20_000
for (let i = 0; !(${reached}) && Date.now() < deadline; i++) {
  logger.info({ i, text: 'x'.repeat(200) }, 'line')
  await new Promise((done) => setTimeout(done, 2))
}`

describe('the log file', () => {
  test('has the lines that stdout has', async () => {
    const file = join(folder, 'logs/app.jsonl')
    const app = run(`${importing}; for (let i = 0; i < 100; i++) logger.info({ i }, 'line')`, {
      env: { PLAINSIGHT_LOG_FILE: file },
    })
    await app.ended
    expect(readFileSync(file, 'utf8')).toBe(app.stdout())
    expect(parse(app.stdout())).toHaveLength(100)
  })

  test('is rotated by size, and no line is lost', async () => {
    const file = join(folder, 'app.jsonl')
    const rotated = '/^app-\\d{4}-\\d\\d-\\d\\d\\.\\d+\\.jsonl$/'
    const app = run(loggingUntil(`readdirSync('${folder}').filter((name) => ${rotated}.test(name)).length >= 3`), {
      env: { PLAINSIGHT_LOG_FILE: file, PLAINSIGHT_LOG_FILE_MAX_SIZE: '2K' },
    })
    await app.ended
    const files = readdirSync(folder)
    expect(files).toContain('app.jsonl')
    expect(files.length).toBeGreaterThanOrEqual(4)
    const numbers = files.flatMap((name) => parse(readFileSync(join(folder, name), 'utf8')).map(({ i }) => i as number))
    const written = parse(app.stdout()).map(({ i }) => i as number)
    expect(numbers.sort((a, b) => a - b)).toEqual(written)
  })

  test('is kept for as many days as are set; other files are left alone', async () => {
    const names = ['app-2026-01-01.1.jsonl', 'app-2026-01-01.1.txt', 'other-2026-01-01.1.jsonl', 'app-notes.jsonl']
    for (const name of names) {
      writeFileSync(join(folder, name), 'old')
      utimesSync(join(folder, name), new Date('2026-01-01'), new Date('2026-01-01'))
    }
    const app = run(loggingUntil(`!readdirSync('${folder}').includes('${names[0]}')`), {
      env: { PLAINSIGHT_LOG_FILE: join(folder, 'app.jsonl'), PLAINSIGHT_LOG_FILE_MAX_SIZE: '1K' },
    })
    await app.ended
    const left = readdirSync(folder)
    expect(left).not.toContain(names[0])
    expect(left).toEqual(expect.arrayContaining(names.slice(1)))
  })

  test.each([['/etc/hostname/app.jsonl'], ['/etc']])(
    'that cannot be written (%s) is said once, and the lines still reach stdout',
    async (path) => {
      const app = run(`${importing}; logger.info('a'); setTimeout(() => logger.info('b'), 100)`, {
        env: { PLAINSIGHT_LOG_FILE: path },
      })
      expect(await app.ended).toMatchObject({ code: 0 })
      expect(parse(app.stdout()).map(({ msg }) => msg)).toEqual(['a', 'b'])
      expect(app.stderr().match(/cannot be written/g)).toHaveLength(1)
    },
  )
})

describe('a line per request', () => {
  const shop = `
    import express from 'express'
    const app = express()
    app.get('/orders/:id', (request, response) => response.end('ok'))
    app.get('/fail', (request, response) => response.status(500).end())
    const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

  test.each([
    ['off', []],
    ['errors', ['GET /fail 500']],
    ['all', ['GET /orders/7 200', 'GET /fail 500']],
  ] as const)('PLAINSIGHT_REQUEST_LOG=%s', async (value, expected) => {
    const app = run(shop, { env: { PLAINSIGHT_REQUEST_LOG: value } })
    const port = await app.port
    await send(port, '/orders/7?token=hunter2')
    await send(port, '/fail')
    const lines = await linesOf(app, expected.length)
    await receiver.waitFor(() => receiver.serverSpans().length === 2)
    expect(parse(app.stdout()).map(({ msg }) => msg)).toEqual(expected)
    if (value !== 'all') return
    const [span] = receiver.serverSpans()
    expect(lines[0]).toMatchObject({
      level: 30,
      method: 'GET',
      path: '/orders/7',
      route: '/orders/:id',
      status: 200,
      duration_ms: expect.any(Number),
      trace_id: span?.traceId,
      request_id: span?.attributes.request_id,
      service: 'shop',
    })
    expect(lines[1]).toMatchObject({ level: 50, status: 500 })
    await receiver.waitFor(() => receiver.logs.some(({ traceId }) => traceId === span?.traceId))
  })
})
