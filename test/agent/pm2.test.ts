import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { appEnvironment, node, register, send } from './app.ts'
import { buildWhenStale } from './build.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from './receiver.ts'
import { findPackage } from './registry-package.ts'

const server = `require('node:http').createServer((request, response) => response.end('ok')).listen(process.env.PORT, '127.0.0.1')`

let receiver: Receiver
let folder: string
let ports: Record<string, number>

const pm2 = (...args: readonly string[]): string => {
  const found = findPackage('pm2', '7.0.4', 'pm2')
  if (found === undefined) throw new Error('pm2 is not in .cache and could not be fetched')
  // The daemon inherits the hook and must not be watched.
  const { OTEL_EXPORTER_OTLP_ENDPOINT } = appEnvironment({ receiver })
  const env = {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: folder,
    PM2_HOME: join(folder, 'pm2'),
    NODE_OPTIONS: `--require ${register}`,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_METRICS_EXPORTER: 'none',
  }
  return execFileSync(node, [join(found, 'bin/pm2'), ...args], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
}

beforeAll(async () => {
  buildWhenStale()
  receiver = await openReceiver()
  folder = mkdtempSync(join(tmpdir(), 'plainsight-pm2-'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "monorepo", "version": "7.0.0" }')
  for (const file of ['orders.js', 'index.js']) writeFileSync(join(folder, file), server)
  ports = Object.fromEntries(
    await Promise.all(
      ['orders', 'billing', 'unnamed', 'own'].map(async (name) => [name, await findFreePort()] as const),
    ),
  )
  const env = (name: string, more = {}): object => ({
    PORT: ports[name],
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_RESOURCE_ATTRIBUTES: `team=${name}`,
    PLAINSIGHT_ENVIRONMENT: 'staging',
    ...more,
  })
  const apps = [
    { name: 'orders', script: 'orders.js', env: env('orders') },
    { name: 'billing', script: 'orders.js', exec_mode: 'cluster', instances: 2, env: env('billing') },
    { script: 'index.js', env: env('unnamed') },
    {
      name: 'own',
      script: 'index.js',
      exec_mode: 'cluster',
      instances: 1,
      env: env('own', { OTEL_SERVICE_NAME: 'by-variable' }),
    },
  ].map((app) => ({ ...app, node_args: ['--require', register] }))
  writeFileSync(join(folder, 'ecosystem.config.js'), `module.exports = ${JSON.stringify({ apps })}`)
  pm2('start', 'ecosystem.config.js')
}, 300_000)
afterAll(async () => {
  pm2('kill')
  await receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

const spanOf = async (name: string): Promise<ReceivedSpan> => {
  const find = (): ReceivedSpan | undefined =>
    receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === `/${name}`)
  return eventually(`a span of ${name}`, async () => {
    await send(ports[name] as number, `/${name}`).catch(() => undefined)
    return receiver.waitFor(find, 1000).catch(() => undefined)
  })
}

test.each([
  ['a fork', 'orders', 'orders'],
  ['a worker of a cluster', 'billing', 'billing'],
  ['an app without a name', 'unnamed', 'monorepo'],
  ['an app with OTEL_SERVICE_NAME', 'own', 'by-variable'],
])('the ecosystem file of PM2 names and sets up %s', async (_, name, service) => {
  expect((await spanOf(name)).resource).toMatchObject({
    'service.name': service,
    'service.version': '7.0.0',
    'deployment.environment.name': 'staging',
    team: name,
  })
})

test('neither the daemon nor the command of PM2 is watched', () => {
  const services = [...receiver.spans, ...receiver.logs].map(({ resource }) => resource['service.name'])
  expect(new Set(services)).toEqual(new Set(['orders', 'billing', 'monorepo', 'by-variable']))
})
