import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, type AppOptions, node, register, send, startApp } from './app.ts'
import { buildWhenStale } from './build.ts'
import { openReceiver } from './receiver.ts'

/** In ms: the budget, and what a busy machine may add. What is wrong takes ten seconds and more. */
const bound = 500 + 2500

const prints = (since: string): string => `process.on('exit', () => console.error('held ' + (Date.now() - ${since})))`
const heldFor = (app: App): number => Number(/held (\d+)/.exec(app.stderr())?.[1])

/** Apps by how they end. What they have to send is recorded just before, or is on its way. */
const scripts: readonly (readonly [name: string, code: string])[] = [
  ['a script of one line', `console.log('done'); const t = Date.now(); ${prints('t')}`],
  [
    'a script that runs for a while',
    `console.log('done'); let t; setTimeout(() => { t = Date.now() }, 1500); ${prints('t')}`,
  ],
  [
    'process.exit',
    `console.log('done'); let t; ${prints('t')}; setTimeout(() => { t = Date.now(); process.exit(3) }, 1500)`,
  ],
  [
    'an exception',
    `console.log('done'); let t; ${prints('t')}; setTimeout(() => { t = Date.now(); throw new Error('thrown') }, 1500)`,
  ],
]

const server = `
const server = require('http').createServer((request, response) => response.end('ok'))
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))
let t
process.on('SIGTERM', () => { t = Date.now(); server.close(); server.closeAllConnections() })
${prints('t')}`

/** Everything goes out, at once and to the one endpoint. */
const toOptions = (endpoint: string, env: Record<string, string> = {}): AppOptions => ({
  env: {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    PLAINSIGHT_SHUTDOWN_MS: '500',
    ...env,
  },
})

const toUrl = (port: number): string => `http://127.0.0.1:${port}`

/** Ends what the endpoints are made of. */
const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

/** A port that accepts and never answers. */
const openSilent = async (): Promise<string> => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined).resume()))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  return toUrl((silent.address() as AddressInfo).port)
}

/** A port whose backlog is full: connections are begun and never made. */
const openFull = async (): Promise<string> => {
  const blocked = `
    const server = require('net').createServer().listen(0, '127.0.0.1', 1, () => {
      require('fs').writeSync(1, String(server.address().port) + '\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child: ChildProcess = spawn(process.execPath, ['-e', blocked], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) => child.stdout?.once('data', (chunk) => resolve(Number(chunk))))
  const filling = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  closing.push(() => {
    for (const socket of filling) socket.destroy()
    child.kill('SIGKILL')
  })
  return toUrl(port)
}

describe('a receiver that does not answer holds up no end for longer than the budget', () => {
  const endpoints: Record<string, string> = {}
  beforeAll(async () => {
    endpoints['accepts and is silent'] = await openSilent()
    endpoints['has its backlog full'] = await openFull()
  })

  describe.each(['accepts and is silent', 'has its backlog full'])('it %s', (kind) => {
    test.concurrent.each(scripts)('%s', async (_, code) => {
      const app = startApp(code, toOptions(endpoints[kind] as string))
      await app.ended
      expect(heldFor(app)).toBeLessThan(bound)
      expect(app.stderr()).toMatch(/plainsight: 1 log record was lost: the process ended before delivery/)
    })

    test.concurrent('a server that closes on SIGTERM', async () => {
      const app = startApp(server, toOptions(endpoints[kind] as string))
      const port = await app.port
      for (let sent = 0; sent < 3; sent++) await send(port, '/')
      // Time for the exports that the budget does not cover: they are on their way, and hang, when the signal arrives.
      await new Promise((resolve) => setTimeout(resolve, 1500))
      expect(await app.stop('SIGTERM')).toEqual({ code: 0, signal: null })
      expect(heldFor(app)).toBeLessThan(bound)
    })
  })

  test('PLAINSIGHT_SHUTDOWN_MS=0 holds up nothing, and says what is lost', async () => {
    const receiver = await openReceiver()
    const app = startApp("console.log('done')", { receiver, env: { PLAINSIGHT_SHUTDOWN_MS: '0' } })
    expect(await app.ended).toEqual({ code: 0, signal: null })
    await receiver.close()
    expect(app.stderr()).toBe('plainsight: 1 log record was lost: the process ended before delivery\n')
    expect(receiver.requests).toEqual([])
  })
})

/** A name service that never answers takes a mount of its own, and so root. */
describe.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')('a name service that does not answer', () => {
  const silent = createSocket('udp4')
  const file = join(mkdtempSync(join(tmpdir(), 'plainsight-names-')), 'resolv.conf')
  beforeAll(async () => {
    buildWhenStale()
    writeFileSync(file, 'nameserver 127.0.0.9\n')
    await new Promise<void>((resolve) => silent.bind(53, '127.0.0.9', resolve))
  })
  afterAll(() => {
    silent.close()
  })

  test.concurrent.each(scripts)('%s', async (_, code) => {
    const inside = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
    const args = ['-m', 'sh', '-c', inside, file, node, '--require', register, '-e', code]
    const env = {
      PATH: process.env.PATH,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://hub.test:4318',
    }
    const child = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const started = Date.now()
    await new Promise((resolve) => child.on('close', resolve))
    expect(Number(/held (\d+)/.exec(text)?.[1])).toBeLessThan(bound)
    // The system's resolver would be waited for after the last listener.
    expect(Date.now() - started).toBeLessThan(1500 + 2 * bound)
  })
})
