import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { ask, askTrace, type LogList, type RequestTable, type TraceList } from './ask-hub.ts'

const run = promisify(execFile)

/** A private npm registry with no uplinks, logging every request by pino as JSON to stdout. */
const config = `
storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: {}
packages: { '**': { access: $all, publish: $all, unpublish: $all } }
log: { type: stdout, format: json, level: http }
`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plainsight-verdaccio-'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'registry',
      private: true,
      dependencies: { verdaccio: '6.10.4' },
      overrides: { 'node-fetch': '2.7.0' },
    }),
  )
  writeFileSync(join(folder, 'config.yaml'), config)
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const program = (port: number): string[] => [
  'node',
  join(folder, 'node_modules/.bin/verdaccio'),
  '-c',
  'config.yaml',
  '-l',
  `127.0.0.1:${port}`,
]

const registryAnswers = (port: number): Promise<true> =>
  eventually('the registry', () =>
    fetch(`http://127.0.0.1:${port}/-/ping`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  )

/** Without the requests that npm makes beside the way, at moments of its own. */
const quietNpm = 'fetch-retries=0\naudit=false\nfund=false\nupdate-notifier=false\n'

/** A real publish and a real install through the registry, by npm itself. */
const usePackage = async (port: number, name: string): Promise<void> => {
  const at = (sub: string, manifest: object): string => {
    const path = join(folder, `${sub}-${port}`)
    mkdirSync(path)
    writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
    // The cache lies beside it: within, what is in it by then would be published too.
    writeFileSync(
      join(path, '.npmrc'),
      `registry=http://127.0.0.1:${port}/\n//127.0.0.1:${port}/:_authToken=canary-npm-token\n${quietNpm}cache=${path}-cache\n`,
    )
    return path
  }
  await run('npm', ['publish'], { cwd: at('publish', { name, version: '1.0.0' }) })
  await run('npm', ['install', '--prefer-online', name], { cwd: at('use', { name: 'user', private: true }) })
}

/** Lines of its log without what differs from run to run, and without the ids that we add. */
const toComparable = (stdout: string, port: number): string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { time, pid, trace_id, span_id, trace_flags, request_id, ...rest } = JSON.parse(line) as Record<
        string,
        unknown
      >
      return JSON.stringify(rest)
        .replaceAll(String(port), 'PORT')
        .replaceAll(/"(remoteAddress|remotePort|npm-session|content-length|time)":("[^"]*"|\d+)/g, '"$1":0')
        .replaceAll(/\d+\.\d+ms/g, 'ms')
    })
    .filter((line) => !line.includes('/-/ping'))

const runWithoutHook = async (): Promise<{
  stdout: string
  code: number | null
  signal: NodeJS.Signals | null
  port: number
}> => {
  const port = await findFreePort()
  const [command = '', ...args] = program(port)
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  await registryAnswers(port)
  await usePackage(port, '@acme/widget')
  child.kill('SIGTERM')
  rmSync(join(folder, 'storage'), { recursive: true, force: true })
  return { stdout, port, ...(await ended) }
}

describe('Verdaccio, a real registry on Express with pino, unchanged, under plainsight dev', () => {
  test('publish and install through it are seen, its lines inside their traces, its output and its end as without us', async () => {
    const plain = await runWithoutHook()
    const port = await findFreePort()
    const dev = startCli(['dev', '--port', '0', '--', ...program(port)], { cwd: folder })
    const [, hub = ''] = await dev.waitFor(/page is at (\S+)/)
    await registryAnswers(port)
    await usePackage(port, '@acme/widget')

    const table = await eventually('the routes', async () => {
      const { lines: rows } = await ask<RequestTable>(hub, 'request-table', { service: 'registry', by: 'route' })
      return rows.some(({ route }) => route.includes('/-/:')) ? rows : undefined
    })
    const routes = table.map(({ method, route }) => `${method} ${route}`)
    expect(routes).toContain('PUT /:package/:_rev?/:revision?')
    expect(routes).toContain('GET /:package/:version?')
    expect(routes.filter((route) => route.startsWith('GET /:') && route.includes('/-/:'))).toHaveLength(1)

    const { traces } = await ask<TraceList>(hub, 'traces-search', { service: 'registry', limit: 200 })
    const publish = traces.find(({ rootName }) => rootName.startsWith('PUT'))
    const { lines } = await eventually('the log lines of the publish', async () => {
      const logs = await askTrace<LogList>(hub, 'trace-logs', publish?.traceId ?? '')
      return logs.lines.some(({ body }) => body.includes("req: 'PUT")) ? logs : undefined
    })
    expect(lines.every(({ traceId, spanId }) => traceId === publish?.traceId && spanId !== '')).toBe(true)
    expect(JSON.stringify(lines)).not.toContain('canary-npm-token')

    dev.child.kill('SIGTERM')
    const { stdout, code, signal } = await dev.ended
    expect({ code, signal }).toEqual({ code: plain.code, signal: plain.signal })
    expect(toComparable(stdout, port)).toEqual(toComparable(plain.stdout, plain.port))
    expect(stdout).toContain(`"trace_id":"${publish?.traceId}"`)
  })
})
