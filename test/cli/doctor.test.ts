import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { type CliOptions, makeFolder, runCli, startCli } from './cli.ts'

type Finding = { readonly name: string; readonly state: string; readonly message: string; readonly fix?: string }

const consult = async (
  options: CliOptions = {},
  flags: readonly string[] = [],
): Promise<{ code: number | null; of: (name: string) => Finding[] }> => {
  const { code, stdout, stderr } = await runCli(['doctor', '--json', ...flags], options)
  expect(stderr).toBe('')
  const { findings, ok } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] }
  expect(ok).toBe(code === 0)
  return { code, of: (name) => findings.filter((finding) => finding.name === name) }
}

/** A server that answers like a hub, with a clock of its own. */
const startServer = async (
  answer: (path: string) => { status: number; body: string; date?: Date },
): Promise<number> => {
  const server = createServer((request, response) => {
    const { status, body, date = new Date() } = answer(request.url ?? '')
    response.writeHead(status, { date: date.toUTCString() }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const hubAnswer = '{"name":"plainsight","status":"ok"}'

test('on a healthy machine everything is ok, with a real hub and a real app under the hook', async () => {
  const port = await findFreePort()
  const grpcPort = await findFreePort()
  const flags = ['--port', `${port}`, '--grpc-port', `${grpcPort}`]
  const up = startCli(['up', ...flags])
  await up.waitFor('page is at')
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
  const { code, of } = await consult({ env }, flags)
  expect(of('Hook')).toEqual([{ name: 'Hook', state: 'ok', message: 'a probe app sent its span' }])
  expect(of('Port')).toMatchObject([{ state: 'ok', message: `a hub runs at http://127.0.0.1:${port}` }])
  expect(of('gRPC port')).toMatchObject([{ state: 'ok', message: `a hub accepts OTLP over gRPC on port ${grpcPort}` }])
  expect(of('Hub')).toMatchObject([
    {
      state: 'ok',
      message: `${env.OTEL_EXPORTER_OTLP_ENDPOINT} (OTEL_EXPORTER_OTLP_ENDPOINT) accepts data, and its store responds`,
    },
  ])
  expect(of('Clock')).toMatchObject([{ state: 'ok' }])
  expect(of('Store')).toMatchObject([{ state: 'ok', message: 'chDB 3.4.0 is installed' }])
  expect(of('Disk')).toMatchObject([
    { state: expect.stringMatching(/ok|note/), message: expect.stringContaining('GB free') },
  ])
  expect(of('Telemetry of plainsight itself')).toMatchObject([
    { state: 'ok', message: expect.stringContaining('no receiver, so nothing is sent') },
  ])
  expect(code).toBe(0)
})

test('each problem comes with how to fix it, and makes the exit code 1', async () => {
  const taken = await startServer(() => ({ status: 200, body: 'another program' }))
  const cwd = makeFolder()
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ scripts: { start: 'node --require dd-trace/init app.js' } }),
  )
  const env = {
    PLAINSIGHT_PORT: `${taken}`,
    PLAINSIGHT_GRPC_PORT: `${taken}`,
    PLAINSIGHT_SCRUBB: 'yes',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    CLICKHOUSE_URL: 'http://127.0.0.1:9/db',
  }
  const { code, of } = await consult({ cwd, env })
  expect(code).toBe(1)
  expect(of('Settings')).toMatchObject([{ state: 'wrong', message: expect.stringContaining('PLAINSIGHT_SCRUB') }])
  expect(of('Port')).toMatchObject([{ state: 'wrong', fix: expect.stringContaining('PLAINSIGHT_PORT') }])
  expect(of('gRPC port')).toMatchObject([{ state: 'wrong', fix: expect.stringContaining('PLAINSIGHT_GRPC_PORT=0') }])
  expect(of('Loaders')).toMatchObject([
    { state: 'wrong', message: 'Datadog is also loaded, by the script "start" of package.json' },
  ])
  expect(of('Hub')).toMatchObject([
    { state: 'wrong', message: 'nothing answers at http://127.0.0.1:9 (OTEL_EXPORTER_OTLP_ENDPOINT)' },
  ])
  expect(of('Store')).toMatchObject([{ state: 'wrong', fix: expect.stringContaining('CLICKHOUSE_URL') }])
})

test('a hub that is not ready, and a clock that differs', async () => {
  const ahead = new Date(Date.now() + 90_000)
  const port = await startServer((path) =>
    path === '/readyz'
      ? { status: 503, body: '{"store":"does not answer"}' }
      : { status: 200, body: hubAnswer, date: ahead },
  )
  const { code, of } = await consult({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } })
  expect(code).toBe(1)
  expect(of('Hub')).toMatchObject([{ state: 'wrong', message: expect.stringContaining('does not answer') }])
  expect(of('Clock')).toMatchObject([
    { state: 'wrong', message: expect.stringMatching(/^is (8[5-9]|90)(\.\d)? s behind that of http:/) },
  ])
})

test.each([
  ['the default', {}, 'http://localhost:4318 (the default endpoint)', 'note'],
  [
    'that of the signals',
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:secret@127.0.0.1:9/base/',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/base/v1/traces',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:1/v1/logs',
    },
    'http://127.0.0.1:9/base (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT)',
    'wrong',
  ],
])('the endpoint that was asked is named, and what set it: %s', async (_, env, endpoint, state) => {
  const { of } = await consult({ env })
  expect(of('Hub')[0]).toMatchObject({ state, message: `nothing answers at ${endpoint}` })
  expect(JSON.stringify(of('Hub'))).not.toContain('secret')
  if (state === 'wrong')
    expect(of('Hub')[1]?.message).toContain('http://127.0.0.1:1 (OTEL_EXPORTER_OTLP_LOGS_ENDPOINT)')
})

test('a hub on another port than apps send to is told with the variable to set', async () => {
  const { of } = await consult({ env: { PLAINSIGHT_PORT: '4400' } })
  expect(of('Hub')).toMatchObject([
    { state: 'note', fix: expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4400') },
  ])
})

test('for people it is lines, and a hub that nobody started yet is no fault', async () => {
  const port = await findFreePort()
  const { code, stdout } = await runCli(['doctor', '--port', `${port}`], { env: { OTEL_METRICS_EXPORTER: 'none' } })
  expect(stdout).toMatch(/^ok {5}Node: v\d+/m)
  expect(stdout).toMatch(/^ok {5}Port: \d+ is free$/m)
  expect(code).toBe(0)
})

test('libraries that a bundle hides from the hook are named', async () => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'app.cjs'), '// node_modules/pg/lib/index.js\n// node_modules/mysql2/index.js\n')
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts: { start: 'node app.cjs' } }))
  const { of } = await consult({ cwd })
  expect(of('Bundle')).toMatchObject([
    {
      state: 'note',
      message:
        'app.cjs contains libraries; not instrumented: pg; instrumented if their version publishes events: mysql2',
    },
  ])
})
