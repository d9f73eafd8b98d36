import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { call, connectTo, toFrame } from '../hub/grpc-call.ts'
import { makeFolder, type RunningCli, runCli, startCli } from './cli.ts'
import { findTrace, makeApp, makeOpener } from './fixtures.ts'
import { startInTerminal } from './terminal.ts'

const readPage = async (dev: RunningCli): Promise<string> => (await dev.waitFor(/page is at (\S+)/))[1]!

/** The port of the Prometheus endpoint is one for the machine, and a warning where another has it. */
const withoutScraping = { OTEL_METRICS_EXPORTER: 'otlp' }

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const occupy = async (port: number): Promise<number> => {
  const server = createServer((_, response) => response.end('someone else'))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('an app that is not changed by a line is seen by the hub, and its stdout stays its own', async () => {
  const cwd = makeApp()
  // Port 4317 may be taken on this machine, which would be said.
  const dev = startCli(['dev', '--port', '0', '--grpc-port', '0', '--', 'node', 'app.js'], {
    cwd,
    env: withoutScraping,
  })
  const page = await readPage(dev)
  const [, port] = await dev.waitFor(/app on (\d+)/)
  await (await fetch(`http://127.0.0.1:${port}/hello?x=1`)).text()
  expect(await findTrace(page, ({ rootService }) => rootService === 'my-app')).toMatchObject({ rootName: 'GET' })
  dev.child.kill('SIGTERM')
  const { signal, stdout, stderr } = await dev.ended
  expect(signal).toBe('SIGTERM')
  expect(stdout).toBe(`app on ${port}\nasked for /hello?x=1\n`)
  expect(stderr).toBe(`plainsight: the page is at ${page} (data in .plainsight)\n`)
})

test('the hub that runs already is used, and runs on', async () => {
  const port = await findFreePort()
  const up = startCli(['up', '--port', `${port}`])
  await up.waitFor('page is at')
  const cwd = makeFolder()
  const dev = await runCli(['dev', '--port', `${port}`, '--', 'node', '-e', ''], { env: withoutScraping, cwd })
  expect(readdirSync(cwd)).toEqual([])
  expect(dev).toMatchObject({
    code: 0,
    stderr: `plainsight: the page is at http://127.0.0.1:${port} (a hub that was already running)\n`,
  })
  const health = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(await health.json()).toMatchObject({ name: 'plainsight' })
  up.child.kill('SIGINT')
  expect((await up.ended).code).toBe(0)
})

test('a running hub with another token is not sent to', async () => {
  const port = await findFreePort()
  const up = startCli(['up', '--port', `${port}`], { env: { PLAINSIGHT_TOKEN: 'one' } })
  await up.waitFor('page is at')
  const dev = await runCli(['dev', '--port', `${port}`, '--', 'node', '-e', ''], { env: { PLAINSIGHT_TOKEN: 'two' } })
  expect(dev.code).toBe(1)
  expect(dev.stderr).toContain('A token is required')
})

test('a port that another program has is an error if it was explicitly set', async () => {
  const port = await occupy(0)
  const { code, stderr } = await runCli(['dev', '--port', `${port}`, '--', 'node', '-e', ''])
  expect(code).toBe(1)
  expect(stderr).toBe(
    `plainsight: Port ${port} on 127.0.0.1 is in use\n  Stop the other program, or choose another port with --port or PLAINSIGHT_PORT.\n`,
  )
})

test('a port that another program has: 4318 is only the default, so the next free one is taken', async ({ skip }) => {
  await occupy(4318).catch(() => skip('4318 is in use on this machine'))
  const { code, stderr } = await runCli(['dev', '--', 'node', '-e', ''])
  expect(code).toBe(0)
  expect(stderr).toMatch(/page is at http:\/\/127\.0\.0\.1:43(19|[23]\d)/)
})

test('a port of gRPC that another program has: the next free one is taken, and said', async ({ skip }) => {
  await occupy(4317).catch(() => skip('4317 is in use on this machine'))
  const dev = startCli(['dev', '--port', '0', '--', 'node', '-e', 'process.stdin.resume()'])
  const [, port] = await dev.waitFor(/OTLP over gRPC is on port (43(?:19|[23]\d)), because 4317 is in use/)
  expect(await call(await connectTo(Number(port)), toFrame(Buffer.alloc(0)))).toMatchObject({ status: 0 })
})

test('the program gets the hook, the hub and quick delays beside what it had', async () => {
  const env = {
    NODE_OPTIONS: '--no-deprecation',
    OTEL_BSP_SCHEDULE_DELAY: '1234',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://vendor.example',
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'key=secret',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
    EMPTY: '',
  }
  const dev = await runCli(['dev', '--port', '0', '--', 'node', '-p', 'JSON.stringify(process.env)'], { env })
  const seen = JSON.parse(dev.stdout) as Record<string, string>
  const hub = dev.stderr.match(/page is at (\S+)/)?.[1]
  expect(seen).toMatchObject({
    OTEL_BSP_SCHEDULE_DELAY: '1234',
    OTEL_BLRP_SCHEDULE_DELAY: '200',
    OTEL_EXPORTER_OTLP_ENDPOINT: hub,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${hub}/v1/traces`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    EMPTY: '',
  })
  expect(seen.NODE_OPTIONS).toMatch(/^--no-deprecation --require \S+register\.cjs$/)
  expect(seen).not.toHaveProperty('OTEL_EXPORTER_OTLP_LOGS_HEADERS')
  expect(seen).not.toHaveProperty('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL')
  const foreign = ['ENDPOINT', 'LOGS_HEADERS', 'TRACES_PROTOCOL'].map((name) => `OTEL_EXPORTER_OTLP_${name}`)
  expect(dev.stderr).toContain(`ignored in this run: ${foreign.join(', ')}`)
  expect(dev.stderr).not.toContain('secret')
})

test('a hub that dies takes nothing with it: the app runs on, and its reader is told', async () => {
  const cwd = makeApp()
  const dev = startCli(['dev', '--port', '0', '--', 'node', 'app.js'], { cwd })
  const page = await readPage(dev)
  const [, port] = await dev.waitFor(/app on (\d+)/)
  const log = readFileSync(join(cwd, '.plainsight/hub.log'), 'utf8')
  process.kill(JSON.parse(log.split('\n')[0]!).pid, 'SIGKILL')
  await dev.waitFor('the hub ended; the app keeps running')
  expect(await (await fetch(`http://127.0.0.1:${port}/still`)).text()).toBe('ok')
  await expect(fetch(page)).rejects.toThrow()
  dev.child.kill('SIGTERM')
  expect((await dev.ended).signal).toBe('SIGTERM')
})

test('when dev is killed while its hub starts, the hub ends as if it had been told to', async () => {
  const cwd = makeFolder()
  const log = join(cwd, '.plainsight/hub.log')
  const dev = startCli(['dev', '--port', '0', '--', 'node', '-e', ''], { cwd })
  await eventually('the start of the hub', () => existsSync(join(cwd, '.plainsight/clickhouse')) || undefined)
  dev.child.kill('SIGKILL')
  await eventually('an open hub', () => readFileSync(log, 'utf8').includes('The hub is open') || undefined)
  const { pid } = JSON.parse(readFileSync(log, 'utf8').split('\n')[0]!) as { pid: number }
  await eventually('the end of the hub', () => (isAlive(pid) ? undefined : true))
  expect(readFileSync(log, 'utf8')).not.toContain('ERR_')
})

test('when dev itself is killed, its hub does not stay behind', async () => {
  const dev = startCli(['dev', '--port', '0', '--', 'node', '-e', 'process.stdin.resume()'])
  const page = await readPage(dev)
  dev.child.kill('SIGKILL')
  await eventually('the end of the hub', () =>
    fetch(`${page}/healthz`).then(
      () => undefined,
      () => true,
    ),
  )
})

test.each(['dev', 'up'])('%s says so when the data folder cannot be made', async (command) => {
  const file = join(makeFolder(), 'file')
  writeFileSync(file, '')
  const program = command === 'dev' ? ['--', 'node', '-e', ''] : []
  const { code, stderr } = await runCli([command, '--port', '0', '--data-dir', join(file, 'data'), ...program])
  expect(code).toBe(1)
  expect(stderr).toContain('plainsight: The data folder cannot be written: ENOTDIR')
  expect(stderr).toContain('PLAINSIGHT_DATA_DIR')
})

test.each([
  ['--open opens the page in the browser, once', ['--open'], true],
  ['without --open no browser is opened', [], false],
])('%s', async (_, flags, isOpened) => {
  const { path, opened } = makeOpener()
  const env = { ...withoutScraping, PATH: path }
  const dev = startCli(['dev', '--port', '0', ...flags, '--', 'node', '-e', 'process.stdin.resume()'], { env })
  const page = await readPage(dev)
  if (isOpened) await eventually('the browser', () => opened() || undefined)
  dev.child.kill('SIGTERM')
  expect((await dev.ended).signal).toBe('SIGTERM')
  expect(opened()).toBe(isOpened ? `${page}\n` : '')
})

test('--open on a machine without a browser says so, and the program runs on', async () => {
  const folder = makeFolder()
  symlinkSync(process.execPath, join(folder, 'node'))
  const env = { ...withoutScraping, PATH: folder }
  const { code, stdout, stderr } = await runCli(['dev', '--port', '0', '--open', '--', 'node', '-p', '"done"'], { env })
  expect([code, stdout]).toEqual([0, 'done\n'])
  expect(stderr).toMatch(/cannot open a browser; the page is at http:\/\/127\.0\.0\.1:\d+\n/)
})

test.skipIf(process.platform !== 'linux').each([
  ['', []],
  [' --data-dir data', ['--data-dir', 'data']],
])(
  'in a terminal the address and the place of the data are repeated at the end, and how to open the page again%s',
  async (again, flags) => {
    const cwd = makeFolder()
    const line = ['dev', '--port', '0', ...flags, '--', 'node', '-p', '"the output"']
    const { code, stdout } = await startInTerminal(line, { cwd, env: withoutScraping }).ended
    expect(code).toBe(0)
    const [, page] = stdout.match(/page is at (\S+)/) ?? []
    const [, last = ''] = stdout.replaceAll('\r', '').split('the output\n')
    expect(last).toBe(
      `plainsight: the page was at ${page}, the data is in ${join(cwd, flags[1] ?? '.plainsight')}\n` +
        `  To open the page again: plainsight up --open${again}\n`,
    )
  },
)
