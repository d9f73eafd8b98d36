import { describe, expect, test } from 'vitest'
import { type AppOptions, send, startApp } from './app.ts'
import { receiver } from './watch.ts'

/**
 * An app that logs before it serves, and while it serves. Times, pids and hosts are fixed, so that two runs print the
 * same.
 */
const toApp = (setup: string, lines: string): string => `
const http = require('node:http')
${setup}
const write = () => { ${lines} }
write()
const server = http.createServer((request, response) => {
  write()
  // The process ends by itself, when the loggers have written everything.
  response.end('ok', () => { server.close(); server.closeAllConnections() })
})
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const pinoSetup = (options: string, rest = ''): string => `
const pino = require('pino')
const log = pino({ timestamp: () => ',"time":1700000000000', base: { pid: 1, hostname: 'h' }, ${options} }${rest})`

const pinoLines = `
log.info('plain')
log.info({ a: 1, b: 'x' }, 'with %s', 'fields')
log.child({ module: 'shop' }).warn({ nested: { deep: [1, 2] } }, 'child')
log.error(Object.assign(new TypeError('bad'), { stack: 'TypeError: bad\\n    at x' }), 'failed')
log.debug('not written')`

const winstonSetup = (options: string): string => `
const { createLogger, format, transports, config } = require('winston')
const log = createLogger({ ${options} })`

const winstonLines = `
log.info('plain')
log.warn('with fields', { a: 1, nested: { deep: true } })
log.child({ module: 'shop' }).info('child')
log.debug('not written')`

const bunyanSetup = `
const bunyan = require('bunyan')
const log = bunyan.createLogger({ name: 'shop', hostname: 'h', pid: 1, serializers: { req: (r) => ({ url: r.url }) } })`

const bunyanLines = `
const time = new Date(0)
log.info({ time }, 'plain')
log.warn({ time, a: 1, req: { url: '/x', secret: 1 } }, 'with %s', 'fields')
log.child({ module: 'shop', pid: 1 }).error({ time, err: { message: 'bad', name: 'TypeError', stack: 'at x' } }, 'failed')
log.debug({ time }, 'not written')`

const consoleLines = `
console.log('plain')
console.log('with %s and %d', 'fields', 7, { a: [1, { b: 2 }] })
console.info('info'); console.debug('debug')
console.group('group'); console.log('inside'); console.groupEnd()
console.table([{ a: 1 }])
console.dir({ a: 1 })
console.error('to stderr'); console.warn('warn'); console.assert(false, 'assert')
console.log(); console.log('')`

const pretty = `target: 'pino-pretty', options: { translateTime: 'SYS:yyyy', destination: 1, sync: true`
const transport = `transport: { target: 'pino/file', options: { destination: 1 } }`

/** The ids as the loggers write them; what is left must be what the app wrote. */
const ids =
  /,\s*"trace_id":\s*"[0-9a-f]{32}",\s*"span_id":\s*"[0-9a-f]{16}",\s*"trace_flags":\s*"0[01]",\s*"request_id":\s*"[0-9a-f]{32}"/g

const cases = [
  ['pino', 'ids', pinoSetup(''), pinoLines],
  ['pino with redaction', 'ids', pinoSetup(`redact: ['a', 'nested.deep']`), pinoLines],
  [
    'pino with formatters',
    'ids',
    pinoSetup(`formatters: { level: (label) => ({ level: label }), log: (o) => ({ ...o, z: 1 }) }`),
    pinoLines,
  ],
  [
    'pino with its own keys',
    'ids',
    pinoSetup(`messageKey: 'message', errorKey: 'error', nestedKey: 'payload', name: 'n'`),
    pinoLines,
  ],
  [
    'pino with mixin and hooks',
    'ids',
    pinoSetup(`mixin: () => ({ m: 1 }), hooks: { logMethod(args, method) { method.apply(this, args) } }`),
    pinoLines,
  ],
  ['pino with a transport in a worker', 'ids', pinoSetup(transport), pinoLines],
  ['pino-pretty in a worker', 'none', pinoSetup(`transport: { ${pretty} } }`), pinoLines],
  [
    'pino-pretty in a worker, with a choice of its own',
    'none',
    pinoSetup(`transport: { ${pretty}, ignore: 'pid,hostname,a', singleLine: true } }`),
    pinoLines,
  ],
  [
    'pino-pretty as one of two targets',
    'none',
    pinoSetup(
      `transport: { targets: [{ ${pretty} } }, { target: 'pino/file', options: { destination: '/dev/null' } }] }`,
    ),
    pinoLines,
  ],
  ['pino with a pipeline of transports', 'none', pinoSetup(`transport: { pipeline: [{ ${pretty} } }] }`), pinoLines],
  [
    'pino writing to a stream of the app',
    'ids',
    pinoSetup('', `, { write: (line) => process.stdout.write(line) }`),
    pinoLines,
  ],
  ['winston as JSON', 'ids', winstonSetup('transports: [new transports.Console()]'), winstonLines],
  [
    'winston as indented JSON',
    'ids',
    winstonSetup('format: format.json({ space: 2 }), transports: [new transports.Console()]'),
    winstonLines,
  ],
  [
    'winston as JSON of the transport',
    'ids',
    winstonSetup(
      'transports: [new transports.Console({ format: format.combine(format.label({ label: "l" }), format.json()) })]',
    ),
    winstonLines,
  ],
  [
    'winston as text',
    'none',
    winstonSetup('format: format.simple(), transports: [new transports.Console()]'),
    winstonLines,
  ],
  [
    'winston as text of the transport',
    'none',
    winstonSetup(
      'transports: [new transports.Console({ format: format.combine(format.colorize({ all: true }), format.simple()) })]',
    ),
    winstonLines,
  ],
  [
    'winston by printf',
    'none',
    winstonSetup(
      'format: format.printf(({ level, message }) => level + ": " + message), transports: [new transports.Console()]',
    ),
    winstonLines,
  ],
  [
    'winston as pretty print',
    'none',
    winstonSetup('format: format.prettyPrint(), transports: [new transports.Console()]'),
    winstonLines,
  ],
  [
    'winston through console.log',
    'ids',
    winstonSetup('transports: [new transports.Console({ forceConsole: true })]'),
    winstonLines,
  ],
  ['bunyan', 'ids', bunyanSetup, bunyanLines],
  ['console', 'none', '', consoleLines],
] as const

const run = async (code: string, options: AppOptions): Promise<{ out: string; err: string; code: number | null }> => {
  const app = startApp(code, options)
  await send(await app.port, '/')
  const { code: exit } = await app.ended
  return { out: app.stdout().replace(/PORT \d+\n/, ''), err: app.stderr(), code: exit }
}

describe('the output of an app stays byte for byte what it was', () => {
  test.each(cases)('%s', async (name, added, setup, lines) => {
    const code = toApp(setup, lines)
    const [plain, hooked] = await Promise.all([run(code, { hook: 'none' }), run(code, { receiver })])
    expect(plain.out + plain.err).not.toBe('')
    expect(hooked.err).toBe(plain.err)
    expect(hooked.code).toBe(plain.code)
    expect(hooked.out.replace(ids, '')).toBe(plain.out)
    // Half of the lines are written before the server serves: outside of a request there is nothing to add.
    const expected = added === 'none' ? 0 : name.startsWith('pino') ? 4 : 3
    expect(hooked.out.match(ids)?.length ?? 0, 'lines with ids').toBe(expected)
  })
})
