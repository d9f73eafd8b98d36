import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { node, send, startFile } from '../agent/app.ts'
import { openReceiver, type Receiver } from '../agent/receiver.ts'
import { createEmptyProject, type EmptyProject, sizeOf } from './empty-project.ts'

let project: EmptyProject
let receiver: Receiver
beforeAll(async () => {
  project = createEmptyProject()
  receiver = await openReceiver()
})
afterAll(async () => {
  await receiver.close()
  project.remove()
})

const listening = `.listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`
const apps = {
  'app.cjs': `require('node:http').createServer((req, res) => res.end('hello'))${listening}`,
  'app.mjs': `import http from 'node:http'\nhttp.createServer((req, res) => res.end('hello'))${listening}`,
} as const

describe('npm install plainsight into an empty project', () => {
  test('brings no engine, and less than 40 MiB', () => {
    const modules = join(project.folder, 'node_modules')
    expect(existsSync(join(modules, 'chdb'))).toBe(false)
    expect(sizeOf(modules) / 2 ** 20).toBeLessThan(40)
  })

  test('brings each OpenTelemetry package once', () => {
    const modules = join(project.folder, 'node_modules')
    const nested = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /node_modules\/@opentelemetry\/[^/]+$/.test(path),
    )
    expect(nested).toEqual([])
  })

  test.each(['require', 'import'] as const)(
    'node --%s plainsight/register watches CommonJS and ES modules',
    async (flag) => {
      for (const [name, code] of Object.entries(apps)) {
        const service = `${flag}-${name}`
        const app = startFile(project.write(name, code), {
          receiver,
          hook: 'none',
          nodeArgs: [`--${flag}`, 'plainsight/register'],
          env: { OTEL_SERVICE_NAME: service },
        })
        expect((await send(await app.port, '/')).body).toBe('hello')
        await receiver.waitFor(() =>
          receiver.serverSpans().find(({ resource }) => resource['service.name'] === service),
        )
        expect(app.stderr()).toBe('')
        await app.stop()
      }
    },
  )

  test('says its names to import and require', () => {
    const names = 'console.log(JSON.stringify(Object.keys(m).sort()))'
    const esm = project.write('names.mjs', `import * as m from 'plainsight'\n${names}`)
    const cjs = project.write('names.cjs', `const m = require('plainsight')\n${names}`)
    const imported: unknown = JSON.parse(execFileSync(node, [esm], { encoding: 'utf8' }))
    expect(imported).toEqual(['logEvent', 'logger', 'metricsHandler', 'start', 'trackEvent'])
    expect(
      JSON.parse(execFileSync(node, [cjs], { encoding: 'utf8' })).filter(
        (name: string) => name !== '__esModule' && name !== 'module.exports',
      ),
    ).toEqual(imported)
  })

  test('has a command line that tells its version', () => {
    const bin = join(project.folder, 'node_modules/.bin/plainsight')
    const { stdout, status } = spawnSync(node, [bin, '--version'], { encoding: 'utf8', cwd: project.folder })
    expect([stdout.trim(), status]).toEqual(['0.1.0', 0])
  })
})

describe('a process that only has the agent', () => {
  test('loads neither the hub, ClickHouse, Fastify, SQLite nor the page', async () => {
    const spy = project.write(
      'spy.cjs',
      `const { registerHooks } = require('node:module')
const urls = new Set()
registerHooks({ load(url, context, next) { urls.add(url); return next(url, context) } })
process.on('exit', () => require('node:fs').writeFileSync('loaded.json', JSON.stringify([...urls, ...Object.keys(require.cache)])))`,
    )
    const app = startFile(
      project.write(
        'app.cjs',
        `${apps['app.cjs']}; process.on('SIGUSR2', () => process.exit(0)); console.log('x'); console.error('y')`,
      ),
      {
        receiver,
        hook: 'none',
        nodeArgs: ['--require', spy, '--require', 'plainsight/register'],
        env: { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
      },
    )
    await send(await app.port, '/')
    await app.stop('SIGUSR2')
    const loaded = JSON.parse(
      execFileSync('cat', [join(project.folder, 'loaded.json')], { encoding: 'utf8' }),
    ) as string[]
    expect(loaded.some((path) => path.includes('plainsight/dist/agent'))).toBe(true)
    const heavy =
      /\/(fastify|@fastify|chdb|@clickhouse|typebox|citty|find-my-way|ajv)\/|node:sqlite|plainsight\/dist\/(hub|ingest|journal|store|query|api|cli|dashboard)\//
    expect(loaded.filter((path) => heavy.test(path))).toEqual([])
  })
})
