import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../root.ts'
import { register, send } from './app.ts'
import { openPostReceiver } from './post-receiver.ts'
import { serving, start } from './watch.ts'

/** Says at the end which files of services were loaded, which names were resolved and how often the app connected. */
const spy = `
const { registerHooks } = require('node:module')
const dns = require('node:dns')
const { isIP, Socket } = require('node:net')
const seen = { files: [], names: [], connections: 0 }
const services = /[\\\\/]node_modules[\\\\/](@sentry|@posthog|posthog-node)[\\\\/]/
registerHooks({
  load: (url, context, next) => {
    if (services.test(url)) seen.files.push(services.exec(url)[1])
    return next(url, context)
  },
})
for (const target of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const method of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny']) {
    const original = target[method]
    if (original) target[method] = function (name, ...rest) { if (!isIP(name)) seen.names.push(name); return original.call(this, name, ...rest) }
  }
const { connect } = Socket.prototype
Socket.prototype.connect = function (...args) { seen.connections++; return connect.apply(this, args) }
process.on('exit', () => process.stdout.write('SEEN ' + JSON.stringify({ ...seen, files: [...new Set(seen.files)].sort() }) + '\\n'))`

type Seen = { readonly files: string[]; readonly names: string[]; readonly connections: number }

/** What an app has loaded and called that tracks an event and throws in a request, while nothing else is exported. */
const run = async (env: Record<string, string>): Promise<Seen> => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-spy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'spy.cjs'), spy)
  const code = serving(
    `import { trackEvent } from '${root}/dist/index.js'
    process.on('unhandledRejection', () => undefined)
    process.on('SIGTERM', () => process.exit())`,
    `trackEvent('order.placed'); Promise.reject(new Error('gone'))`,
  )
  const nothing = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', PLAINSIGHT_EVENTS_TO: 'none' }
  const nodeArgs = ['--require', join(folder, 'spy.cjs'), '--require', register]
  const app = start(code, { kind: 'mjs', hook: 'none', nodeArgs, env: { ...nothing, ...env } })
  await send(await app.port, '/')
  await app.stop('SIGTERM')
  return JSON.parse(/^SEEN (.*)$/m.exec(app.stdout())?.[1] ?? '') as Seen
}

test('without their variables no service is loaded, no name is resolved and no connection is opened', async () => {
  expect(await run({})).toEqual({ files: [], names: [], connections: 0 })
})

test('each variable loads its own service and no other', async () => {
  const service = await openPostReceiver()
  onTestFinished(() => service.close())
  const url = `http://127.0.0.1:${service.port}`
  expect((await run({ SENTRY_DSN: `http://public@127.0.0.1:${service.port}/42` })).files).toEqual(['@sentry'])
  expect((await run({ POSTHOG_API_KEY: 'phc_test', POSTHOG_HOST: url })).files).toEqual(['@posthog', 'posthog-node'])
  expect(service.posts.map(({ path }) => path.replace(/\?.*/, ''))).toEqual(['/api/42/envelope/', '/batch/'])
})
