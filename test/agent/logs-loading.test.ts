import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { type App, send } from './app.ts'
import { buildWhenStale } from './build.ts'
import { receiver, serving, start, startFrom } from './watch.ts'

/** One request, one line of the logger: sent once, with the ids, and written with them. */
const expectOneLine = async (running: App, scope: string): Promise<void> => {
  await send(await running.port, '/')
  const span = await receiver.waitFor(() => receiver.serverSpans()[0])
  const log = await receiver.waitFor(() => receiver.logs[0])
  expect(log).toMatchObject({ body: 'hello', scope, traceId: span.traceId, spanId: span.spanId, attributes: { a: 1 } })
  await receiver.waitFor(() => running.stdout().includes(`"trace_id":"${span.traceId}"`))
  expect(receiver.logs).toHaveLength(1)
}

const asImported = {
  pino: [`import pino from 'pino'; const log = pino()`, `log.info({ a: 1 }, 'hello')`],
  'pino by name': [`import { pino } from 'pino'; const log = pino()`, `log.info({ a: 1 }, 'hello')`],
  winston: [
    `import winston from 'winston'; const log = winston.createLogger({ transports: [new winston.transports.Console()] })`,
    `log.info('hello', { a: 1 })`,
  ],
  'winston by name': [
    `import { createLogger, transports } from 'winston'; const log = createLogger({ transports: [new transports.Console()] })`,
    `log.info('hello', { a: 1 })`,
  ],
  'winston, its default logger': [
    `import winston from 'winston'; winston.add(new winston.transports.Console())`,
    `winston.info('hello', { a: 1 })`,
  ],
  bunyan: [
    `import bunyan from 'bunyan'; const log = bunyan.createLogger({ name: 'x' })`,
    `log.info({ a: 1 }, 'hello')`,
  ],
  'bunyan by name': [
    `import { createLogger } from 'bunyan'; const log = createLogger({ name: 'x' })`,
    `log.info({ a: 1 }, 'hello')`,
  ],
  'a logger loaded later': [
    `const log = (await import('winston')).default.createLogger(); log.add(new (await import('winston')).transports.Console())`,
    `log.info('hello', { a: 1 })`,
  ],
} as const

describe('loggers of ES modules', () => {
  test.each(Object.entries(asImported))('%s', async (name, [setup, call]) => {
    const app = start(serving(setup, call), { kind: 'mjs', hook: 'import' })
    await expectOneLine(app, name.startsWith('a logger') ? 'winston' : name.split(/[ ,]/)[0]!)
  })
})

describe('a pino from before it published its lines', () => {
  let folder: string
  beforeEach(() => {
    buildWhenStale()
    folder = mkdtempSync(join(root, 'node_modules/.plainsight-test-'))
    mkdirSync(join(folder, 'node_modules'))
    cpSync(join(root, 'node_modules/pino-older'), join(folder, 'node_modules/pino'), { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test.each([
    ['cjs', `const log = require('pino')()`],
    ['mjs', `import { pino } from 'pino'; const log = pino()`],
  ] as const)('in an app as .%s', async (kind, setup) => {
    const file = join(folder, `app.${kind}`)
    writeFileSync(file, serving(setup, `log.child({ module: 'shop' }).info({ a: 1 }, 'hello')`))
    await expectOneLine(startFrom(file), 'pino')
    expect(receiver.logs[0]?.attributes.module).toBe('shop')
  })

  test('writes what it wrote', async () => {
    const file = join(folder, 'app.cjs')
    const code = `
      const log = require('pino')({ timestamp: false, base: null, redact: ['secret'] })
      log.info({ secret: 1, a: { b: 1 } }, 'hello'); log.error(Object.assign(new Error('bad'), { stack: 's' }))`
    writeFileSync(file, code)
    const plain = startFrom(file, { hook: 'none' })
    await plain.ended
    const app = startFrom(file)
    await app.ended
    expect(app.stdout()).toBe(plain.stdout())
    expect(app.stdout()).toContain('hello')
  })
})
