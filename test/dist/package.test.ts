import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { node, send, startFile } from '../agent/app.ts'
import { openReceiver, type Receiver } from '../agent/receiver.ts'
import { root } from '../root.ts'
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

/** What the compiler says of a file of the project, with the types of its packages checked too, and its exit code. */
const checkTypes = (code: string): readonly [string, number | null] => {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  }
  project.write('shop.mts', code)
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['shop.mts'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout, status } = spawnSync(node, [tsc, '-p', project.folder], { encoding: 'utf8', cwd: project.folder })
  return [stdout, status]
}

const listening = `.listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`
const apps = {
  'app.cjs': `require('node:http').createServer((req, res) => res.end('hello'))${listening}`,
  'app.mjs': `import http from 'node:http'\nhttp.createServer((req, res) => res.end('hello'))${listening}`,
} as const

describe('npm install plainsight into an empty project', () => {
  test('brings no engine, 15 packages and less than 8 MiB', () => {
    const modules = join(project.folder, 'node_modules')
    expect(existsSync(join(modules, 'chdb'))).toBe(false)
    const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
    expect(Object.keys(packages).length).toBeLessThanOrEqual(15)
    expect(sizeOf(modules) / 2 ** 20).toBeLessThan(8)
  })

  test('brings every package that its files load', () => {
    const plainsight = join(project.folder, 'node_modules/plainsight')
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(plainsight, 'package.json'), 'utf8')) as {
      readonly dependencies: object
      readonly peerDependencies: object
    }
    const code = globSync('dist/{*,*/**/*}.{js,cjs}', { cwd: plainsight, exclude: ['dist/dashboard/**'] })
    const loading =
      /(?:^(?:import|export) (?:.* from )?|\b(?:__)?require[\w$]*\(|\bimport\()["']([^."'`%$][^"']*)["']/gm
    const loaded = code.flatMap((file) =>
      [...readFileSync(join(plainsight, file), 'utf8').matchAll(loading)].map(([, name = '']) => name),
    )
    const isThere = (name: string): boolean => isBuiltin(name) || name in { ...dependencies, ...peerDependencies }
    // In the text of code that ajv and its like can write for others; and what debug takes where it finds it.
    const neverLoaded = /^(?:ajv|ajv-formats|fast-json-stringify)\/|^supports-color$/
    expect(loaded).toEqual(expect.arrayContaining(['@opentelemetry/api', 'pino', 'chdb', 'node:fs']))
    expect(loaded.filter((name) => !isThere(name) && !neverLoaded.test(name))).toEqual([])
  })

  test('brings the files that its code starts as threads and processes', () => {
    const src = join(root, 'src')
    const started = globSync('**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] }).flatMap((file) =>
      [...readFileSync(join(src, file), 'utf8').matchAll(/'(\.[^']+\.js)', import\.meta\.url\)/g)].map(
        ([, path = '']) => join(dirname(file), path),
      ),
    )
    expect(started.length).toBeGreaterThanOrEqual(3)
    const dist = join(project.folder, 'node_modules/plainsight/dist')
    expect(started.filter((path) => !existsSync(join(dist, path)))).toEqual([])
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

  test('brings the types of all that it exports, for a project that checks those of its packages too', () => {
    expect(
      checkTypes(`import { logEvent, logger, metricsHandler, start, type StartOptions, trackEvent } from 'plainsight'
const options: StartOptions = { serviceName: 'shop', spanProcessors: [] }
void start(options).flush()
logger.child({ part: 'cart' }).info('hello')
logEvent('cart.opened')
trackEvent('order.placed', { properties: { total: 12 } })
http.createServer(metricsHandler)
import http from 'node:http'
import { defineEvents, setUser } from 'plainsight'
start({ user: (request: http.IncomingMessage) => request.headers.host })
setUser(7)
const events = defineEvents({ 'order.placed': { properties: { total: 'number' } } })
events.track('order.placed', { properties: { total: 12 } })
// @ts-expect-error: the total is a number.
events.track('order.placed', { properties: { total: '12' } })
// @ts-expect-error: the name of a service is a text, and no unknown type lets it be another.
start({ serviceName: 1 })
// @ts-expect-error: neither is a logger of an unknown type.
logger.nothing()`),
    ).toEqual(['', 0])
  })

  test('says its names to import and require', () => {
    const names = 'console.log(JSON.stringify(Object.keys(m).sort()))'
    const esm = project.write('names.mjs', `import * as m from 'plainsight'\n${names}`)
    const cjs = project.write('names.cjs', `const m = require('plainsight')\n${names}`)
    const imported: unknown = JSON.parse(execFileSync(node, [esm], { encoding: 'utf8' }))
    expect(imported).toEqual([
      'clearRecordedEvents',
      'defineEvents',
      'endSession',
      'flush',
      'logEvent',
      'logger',
      'metricsHandler',
      'plainsightMiddleware',
      'recordedEvents',
      'setSession',
      'setUser',
      'start',
      'startSession',
      'trackEvent',
      'trackExecution',
      'trackFeature',
      'trackPageVisit',
      'withFlush',
    ])
    expect(
      JSON.parse(execFileSync(node, [cjs], { encoding: 'utf8' })).filter(
        (name: string) => name !== '__esModule' && name !== 'module.exports',
      ),
    ).toEqual(imported)
  })

  test('brings telemetry for products, by import and require, with its types', () => {
    const code = `console.log(createTelemetry({ product: 'acme', version: '1.0.0', env: {} }).status().decidedBy)`
    const files = [
      project.write('product.mjs', `import { createTelemetry } from 'plainsight/telemetry'\n${code}`),
      project.write('product.cjs', `const { createTelemetry } = require('plainsight/telemetry')\n${code}`),
    ]
    for (const file of files) expect(execFileSync(node, [file], { encoding: 'utf8' })).toBe('default\n')
    expect(
      checkTypes(`import { createTelemetry, type Telemetry, type TelemetryOptions } from 'plainsight/telemetry'
const options = { product: 'acme', version: '1.0.0', receiver: { posthog: { apiKey: 'phc' } } } satisfies TelemetryOptions
const telemetry: Telemetry = createTelemetry(options)
void telemetry.checkAndSend().then(({ outcome }) => outcome === 'sent')
// @ts-expect-error: the product has to be named.
createTelemetry({ version: '1.0.0' })`),
    ).toEqual(['', 0])
  })

  test('has a command line that tells its version', () => {
    const bin = join(project.folder, 'node_modules/.bin/plainsight')
    const { stdout, status } = spawnSync(node, [bin, '--version'], { encoding: 'utf8', cwd: project.folder })
    expect([stdout.trim(), status]).toEqual(['0.1.0', 0])
  })
})

/** Preloaded before the hook: writes at the end which files the process loaded. */
const spy = `const { registerHooks } = require('node:module')
const urls = new Set()
registerHooks({ load(url, context, next) { urls.add(url); return next(url, context) } })
process.on('exit', () => require('node:fs').writeFileSync('loaded.json', JSON.stringify([...urls, ...Object.keys(require.cache)])))`

const readLoaded = (): readonly string[] => {
  const loaded = JSON.parse(readFileSync(join(project.folder, 'loaded.json'), 'utf8')) as readonly string[]
  return [...new Set(loaded.map((path) => path.replace('file://', '')))].filter((path) => /^(?:\/|node:)/.test(path))
}

describe('a process that only has the agent', () => {
  test('starts with three files of ours, and none of anybody else', () => {
    const flags = ['--require', project.write('spy.cjs', spy), '--require', 'plainsight/register']
    execFileSync(node, [...flags, project.write('script.cjs', '')], { cwd: project.folder })
    const loaded = readLoaded().filter((path) => !/^node:|\/(?:spy|script)\.cjs$/.test(path))
    expect(loaded.map((path) => path.replace(/.*\/node_modules\//, '')).toSorted()).toEqual([
      'plainsight/dist/agent/core.js',
      'plainsight/dist/agent/register.cjs',
      'plainsight/dist/agent/start.js',
    ])
  })

  test('loads neither the hub, ClickHouse, Fastify, SQLite nor the page', async () => {
    const app = startFile(
      project.write(
        'app.cjs',
        `${apps['app.cjs']}; process.on('SIGUSR2', () => process.exit(0)); console.log('x'); console.error('y')`,
      ),
      {
        receiver,
        hook: 'none',
        nodeArgs: ['--require', project.write('spy.cjs', spy), '--require', 'plainsight/register'],
        env: { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
      },
    )
    await send(await app.port, '/')
    await app.stop('SIGUSR2')
    const loaded = readLoaded()
    expect(loaded.some((path) => path.includes('plainsight/dist/agent'))).toBe(true)
    const foreign = /node_modules\/(?!plainsight\/dist\/agent\/|@opentelemetry\/api\/)|node:sqlite/
    expect(loaded.filter((path) => foreign.test(path))).toEqual([])
    const code = loaded
      .filter((path) => /^\/.*\/plainsight\/dist\//.test(path))
      .map((path) => readFileSync(path, 'utf8'))
    expect(code.join('\n')).not.toMatch(
      /^\/\/#region (?:src\/(?:hub|ingest|store|query|api|cli)|node_modules\/(?:fastify|typebox|ajv|citty))\//m,
    )
  })
})
