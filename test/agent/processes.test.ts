import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type AppOptions, send, startApp } from './app.ts'
import { runBoth } from './end-of-app.ts'
import { receiver } from './watch.ts'

const listen = "listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })"

/** Apps of several threads or processes that end by themselves. What they print must not depend on the hook. */
const apps: readonly (readonly [name: string, code: string])[] = [
  [
    'a worker thread that computes',
    `const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')
     let got
     if (isMainThread) new Worker(__filename, { workerData: 20 }).on('message', (n) => { got = n }).on('exit', (c) => console.log('got', got, 'exit', c))
     else process.stdout.write('in the thread\\n', () => parentPort.postMessage(workerData + 1))`,
  ],
  [
    'a worker thread whose output is read',
    `const { Worker } = require('node:worker_threads')
     const worker = new Worker("console.log('one'); console.error('two')", { eval: true, stdout: true, stderr: true })
     worker.stdout.on('data', (d) => console.log('out', String(d))); worker.stderr.on('data', (d) => console.log('err', String(d)))`,
  ],
  [
    'worker threads that fail and exit',
    `const { Worker } = require('node:worker_threads')
     const run = (code) => new Promise((done) => new Worker(code, { eval: true }).on('error', (e) => console.log('error', e.message)).on('exit', (c) => done(console.log('exit', c))))
     run("throw new Error('bad')").then(() => run('process.exit(3)')).then(() => run("process.on('exit', (c) => console.log('ends', c))"))`,
  ],
  [
    'a worker thread that is terminated',
    `const { Worker } = require('node:worker_threads')
     const worker = new Worker('setInterval(() => {}, 10)', { eval: true })
     worker.on('online', () => worker.terminate().then((c) => console.log('terminated', c)))`,
  ],
  [
    'a forked child that talks',
    `const { fork } = require('node:child_process')
     if (process.send) { process.on('message', (m) => { process.send({ back: m }); process.disconnect() }) }
     else fork(__filename).on('message', (m) => console.log(JSON.stringify(m))).on('exit', (c, s) => console.log('exit', c, s)).send('hello')`,
  ],
  [
    'children by spawn, exec and execFileSync',
    `const { spawn, exec, execFileSync } = require('node:child_process')
     console.log(String(execFileSync(process.execPath, ['-p', '1 + 1'])))
     exec(JSON.stringify(process.execPath) + ' -p process.title.length', (e, out) => { console.log(e, out)
       spawn(process.execPath, ['-e', 'process.exit(4)'], { stdio: 'inherit' }).on('exit', (c) => console.log('exit', c)) })`,
  ],
  [
    'a cluster that only computes',
    `const cluster = require('node:cluster')
     if (cluster.isPrimary) { const w = cluster.fork(); w.on('message', (m) => console.log(m)); cluster.on('exit', (w, c, s) => console.log('exit', w.id, c, s)) }
     else { process.send('from worker ' + cluster.worker.id); process.disconnect() }`,
  ],
  [
    'what a process sees of itself',
    `process.title = 'shop'
     console.log(process.title, process.argv.length, Object.keys(process.env).sort(), process.exitCode,
       process.listeners('SIGTERM'), process.rawListeners('SIGINT'), process.listenerCount('beforeExit'), process.stdin.isTTY, process.getMaxListeners())`,
  ],
]

/** The hook is in the environment, so that all children have it too. */
const hooked: AppOptions = { hook: 'NODE_OPTIONS', env: { PLAINSIGHT_LOG_CAPTURE: 'none' } }

test.each(apps)('%s prints what it would without the hook', async (_, code) => {
  const tidy = (text: string): string => text.replace(/ *'NODE_OPTIONS',\n?/, '').replace(/\s+/g, ' ')
  const { bare, hooked: watched } = await runBoth(code, { ...hooked, receiver })
  expect({ ...watched, out: tidy(watched.out) }).toEqual({ ...bare, out: tidy(bare.out) })
})

describe('each of several servers is watched by an agent of its own', () => {
  /** Sends requests until as many instances as wanted have been heard of. */
  const findInstances = async (port: number, wanted: number): Promise<readonly unknown[]> => {
    const find = () => [...new Set(receiver.serverSpans().map(({ resource }) => resource['service.instance.id']))]
    for (let sent = 0; sent < 200 && find().length < wanted; sent++) await send(port, `/${sent}`)
    return receiver.waitFor(() => find().length >= wanted && find())
  }

  test('in worker threads', async () => {
    const code = `const { Worker, isMainThread } = require('node:worker_threads')
      const http = require('node:http')
      if (isMainThread) new Worker(__filename, { stdout: false })
      else http.createServer((request, response) => response.end('ok')).${listen}`
    const app = startApp(code, { ...hooked, receiver })
    expect(await findInstances(await app.port, 1)).toHaveLength(1)
    expect(app.stderr()).toBe('')
    await app.stop()
  })

  test('in forked children', async () => {
    const code = `const { fork } = require('node:child_process')
      const http = require('node:http')
      if (process.send) http.createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', function () { process.send(this.address().port) })
      else fork(__filename).on('message', (port) => http.createServer((request, response) =>
        http.get({ host: '127.0.0.1', port }, (answer) => answer.pipe(response))).${listen})
      if (process.send) process.on('disconnect', () => process.exit())`
    const app = startApp(code, { ...hooked, receiver })
    expect(await findInstances(await app.port, 2)).toHaveLength(2)
    const [inner, outer] = [true, false].map((isInner) =>
      receiver.serverSpans().find(({ parentSpanId }) => (parentSpanId !== '') === isInner),
    )
    // One trace: the request of the parent, its call, and the request of the child.
    expect(outer?.traceId).toMatch(/^[0-9a-f]{32}$/)
    const call = receiver.spans.find(({ spanId }) => spanId === inner?.parentSpanId)
    expect(call).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId })
    expect(inner?.traceId).toBe(outer?.traceId)
    await app.stop()
  })

  const cluster = `const cluster = require('node:cluster')
    if (cluster.isPrimary) {
      for (let i = 0; i < 3; i++) cluster.fork()
      let listening = 0
      cluster.on('listening', (worker, address) => { if (++listening === 3) console.log('PORT ' + address.port) })
      process.on('SIGTERM', () => { for (const worker of Object.values(cluster.workers)) worker.kill('SIGKILL'); process.exit(0) })
    } else {
      const { Server } = require('node:http')
      const { emit } = Server.prototype
      Server.prototype.emit = function (name, error) {
        const isHandled = emit.apply(this, arguments)
        if (error?.code === 'EADDRINUSE') process.stderr.write('refused\\n')
        return isHandled
      }
      require('node:http').createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1')
    }`

  test('in a cluster, which says once that the metrics port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const env = {
      ...hooked.env,
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: `${port}`,
    }
    const app = startApp(cluster, { ...hooked, receiver, env })
    expect(await findInstances(await app.port, 3)).toHaveLength(3)
    const lines = (): string[] => app.stderr().split('\n').filter(Boolean)
    await receiver.waitFor(() => lines().filter((line) => line === 'refused').length === 3)
    expect(lines().filter((line) => line !== 'refused')).toEqual([
      `plainsight: no Prometheus endpoint on 127.0.0.1:${port}: EADDRINUSE`,
    ])
    await app.stop('SIGTERM')
    taken.close()
  })
})
