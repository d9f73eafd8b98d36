import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { register } from '../agent/app.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { call, connectTo, toFrame } from '../hub/grpc-call.ts'
import { cliPath, makeFolder, runCli, startCli } from './cli.ts'
import { makeOpener } from './fixtures.ts'
import { startInTerminal } from './terminal.ts'

test.each(['0.0.0.0', '::', '192.0.2.7'])('on %s the hub does not start without a token, and says so', async (host) => {
  const { code, stdout, stderr } = await runCli(['up', '--host', host, '--port', '0'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `plainsight: To listen on ${host}, the hub requires a token\n  Set PLAINSIGHT_TOKEN, or listen on 127.0.0.1 only, which is the default.\n`,
  )
})

test('with a token it listens for other machines, and warns of one that can be guessed', async () => {
  const up = startCli(['up', '--host', '0.0.0.0', '--port', '0'], { env: { PLAINSIGHT_TOKEN: 'short' } })
  const [, port] = await up.waitFor(/page is at http:\/\/[\d.]+:(\d+)/)
  expect((await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).status).toBe(401)
  expect(up.stdout()).toContain('PLAINSIGHT_TOKEN is shorter than 16 characters')
  expect(up.stdout()).not.toContain('"short"')
  up.child.kill('SIGTERM')
  expect((await up.ended).code).toBe(0)
})

const occupy = async (port: number): Promise<number> => {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('it takes OTLP over gRPC on the port that is set', async () => {
  const port = await findFreePort()
  const up = startCli(['up', '--port', '0', '--grpc-port', `${port}`])
  await up.waitFor('page is at')
  expect(await call(await connectTo(port), toFrame(Buffer.alloc(0)))).toMatchObject({ status: 0 })
})

test('a port of gRPC that another program has is an error when it was set', async () => {
  const port = await occupy(0)
  const { code, stderr } = await runCli(['up', '--port', '0', '--grpc-port', `${port}`])
  expect(code).toBe(1)
  expect(stderr).toMatch(new RegExp(`^plainsight: Port ${port} on 127.0.0.1, for OTLP over gRPC, is in use\n`))
})

test.each([
  ['a port of gRPC that another program has, and nobody set,', {}, 'the hub runs without it'],
  ['no gRPC', { PLAINSIGHT_GRPC_PORT: '0' }, 'The hub is open'],
])('%s leaves the hub to HTTP, which says so to clients of gRPC', async (_, env, line) => {
  // It may be taken by somebody else already.
  if (!('PLAINSIGHT_GRPC_PORT' in env)) await occupy(4317).catch(() => undefined)
  const up = startCli(['up', '--port', '0'], { env })
  const [, port] = await up.waitFor(/page is at http:\/\/127\.0\.0\.1:(\d+) /)
  await up.waitFor(line)
  const answer = await call(await connectTo(Number(port)), toFrame(Buffer.alloc(0)))
  expect(answer).toMatchObject({ status: 12, text: expect.stringContaining('OTLP over gRPC is off on this hub') })
})

test('its log is JSON lines where no terminal reads it', async () => {
  const up = startCli(['up', '--port', '0'])
  await up.waitFor('page is at')
  up.child.kill('SIGTERM')
  const { code, stdout } = await up.ended
  expect(code).toBe(0)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; name: string })
  expect(lines.map(({ name }) => name)).toEqual(lines.map(() => 'plainsight'))
  expect(lines.some(({ msg }) => msg === 'The hub is open')).toBe(true)
})

test.each(['its file', 'its name'])('a hub started by %s is not watched, whatever NODE_OPTIONS says', async (way) => {
  const cwd = makeFolder()
  const bin = join(cwd, 'node_modules/.bin/plainsight')
  mkdirSync(join(bin, '..'), { recursive: true })
  symlinkSync(cliPath, bin)
  const path = way === 'its name' ? bin : cliPath
  const up = startCli(['up', '--port', '0'], { cwd, path, env: { NODE_OPTIONS: `--require ${register}` } })
  const [, page] = await up.waitFor(/page is at (\S+?) /)
  const { status, headers } = await fetch(`${page}/healthz`)
  expect({ status, id: headers.get('x-request-id') }).toEqual({ status: 200, id: null })
  up.child.kill('SIGTERM')
  expect((await up.ended).stderr.match(/^plainsight: /gm)).toHaveLength(1)
})

test('a stop that comes the moment the page is announced is a clean one', async () => {
  const up = startCli(['up', '--port', '0'])
  up.child.stderr?.on('data', () => up.stderr().includes('page is at') && up.child.kill('SIGTERM'))
  expect(await up.ended).toMatchObject({ code: 0, signal: null })
})

test('a stop waits for the store, a second Ctrl-C does not', async () => {
  const env = { CLICKHOUSE_URL: 'http://127.0.0.1:9/db', PLAINSIGHT_DRAIN_MS: '600000' }
  const up = startCli(['up', '--port', '0'], { env })
  const [, page] = await up.waitFor(/page is at (\S+?) /)
  const body = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"kept"}}]}]}]}'
  const sent = await fetch(`${page}/v1/logs`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect(sent.status).toBe(200)
  up.child.kill('SIGINT')
  await eventually('the end of its listening', () =>
    fetch(`${page}/healthz`).then(
      () => undefined,
      () => true,
    ),
  )
  expect(up.child.exitCode).toBeNull()
  up.child.kill('SIGINT')
  expect(await up.ended).toMatchObject({ code: null, signal: 'SIGKILL' })
})

test('--open hands the address to the browser', async () => {
  const { path, opened } = makeOpener()
  const up = startCli(['up', '--port', '0', '--open'], { env: { PATH: path } })
  const [, page] = await up.waitFor(/page is at (\S+?) /)
  expect(await eventually('the browser', () => opened() || undefined)).toBe(`${page}\n`)
  up.child.kill('SIGTERM')
  await up.ended
})

test.skipIf(process.platform !== 'linux').each([
  ['bold headings', { FORCE_COLOR: '1' }, '\u001b[1mFLAGS\u001b[22m'],
  ['no colours', { NO_COLOR: 'yes' }, '\nFLAGS'],
  ['no colours', { TERM: 'dumb' }, '\nFLAGS'],
])('help in a terminal has %s with %o', async (_, more, heading) => {
  const env = { TERM: 'xterm-256color', ...more }
  const { code, stdout } = await startInTerminal(['up', '--help'], { cwd: makeFolder(), env }).ended
  expect(code).toBe(0)
  expect(stdout.replaceAll('\r', '')).toContain(heading)
  if (heading === '\nFLAGS') expect(stdout).not.toContain('\u001b[')
})
