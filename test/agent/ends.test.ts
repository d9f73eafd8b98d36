import { describe, expect, test } from 'vitest'
import { type App, type AppOptions, send, startApp } from './app.ts'
import { buildWhenStale } from './build.ts'
import { type End, toEnd } from './end-of-app.ts'
import { receiver } from './watch.ts'

/** A server that is told how to end by a request to `/end`, and that never answers `/hang`. */
const server = (setUp: string, end: string): string => `
const server = require('http').createServer((req, res) => {
  if (req.url === '/hang') return
  res.end('ok')
  if (req.url === '/end') setImmediate(async () => { ${end} })
}).listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))
${setUp}`

const own = (signal: string): string =>
  `process.on('${signal}', () => { console.log('bye'); server.close(() => process.exit(7)); server.closeAllConnections() })`

type Ending = readonly [name: string, setUp: string, end: string, signal?: NodeJS.Signals]

const endings: readonly Ending[] = [
  ['natural end', '', 'server.close(); server.closeAllConnections()'],
  ['natural end with an exit code', '', 'process.exitCode = 5; server.close(); server.closeAllConnections()'],
  [
    'beforeExit of its own',
    "process.once('beforeExit', () => console.log('last'))",
    'server.close(); server.closeAllConnections()',
  ],
  ['process.exit(0)', '', 'process.exit(0)'],
  ['process.exit(3)', '', 'process.exit(3)'],
  ['process.exit with an exit handler', "process.on('exit', (code) => console.log('code ' + code))", 'process.exit(4)'],
  ['uncaught exception', '', "throw new Error('thrown')"],
  [
    'uncaught exception, handled',
    "process.on('uncaughtException', () => { console.log('caught'); process.exit(9) })",
    "throw new Error('thrown')",
  ],
  ['unhandled rejection', '', "void Promise.reject(new Error('rejected'))"],
  [
    'unhandled rejection, handled',
    "process.on('unhandledRejection', () => { console.log('caught'); process.exit(8) })",
    "void Promise.reject(new Error('rejected'))",
  ],
  ...(['SIGTERM', 'SIGINT', 'SIGHUP'] as const).flatMap((signal): Ending[] => [
    [signal, '', '', signal],
    [`${signal}, handled`, own(signal), '', signal],
    [
      `${signal}, handled once by a library that counts listeners`,
      `
const listener = () => { if (process.listeners('${signal}').length === 1) { process.off('${signal}', listener); process.kill(process.pid, '${signal}') } }
process.on('${signal}', listener)`,
      '',
      signal,
    ],
  ]),
]

const run = async ([, setUp, end, signal]: Ending, options: AppOptions): Promise<{ end: End; app: App }> => {
  // A long delay: what arrives was sent by the end itself.
  const app = startApp(server(setUp, end), { ...options, env: { OTEL_BSP_SCHEDULE_DELAY: '60000' } })
  const port = await app.port
  const hanging = send(port, '/hang').catch(() => undefined)
  await send(port, '/first')
  await send(port, '/end').catch(() => undefined)
  if (signal) app.child.kill(signal)
  const ended = await toEnd(app)
  await hanging
  return { end: ended, app }
}

describe('a process ends as it would without the hook, and what was pending arrives', () => {
  test.each(endings.map((ending) => ({ name: ending[0], ending })))('$name', async ({ ending }) => {
    const [bare, hooked] = await Promise.all([run(ending, { hook: 'none' }), run(ending, { receiver })])
    expect(hooked.end).toEqual(bare.end)
    const paths = receiver.serverSpans().map((span) => span.attributes['url.path'])
    expect(paths).toEqual(expect.arrayContaining(['/first', '/end']))
    const hanging = receiver.serverSpans().find((span) => span.attributes['url.path'] === '/hang')
    expect(hanging).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': expect.stringMatching(/aborted|process_exit/) },
    })
    expect(hanging?.attributes).not.toHaveProperty('http.response.status_code')
  })
})

describe('a process ends as fast when nobody takes what was pending', () => {
  test.each([
    ['nobody listens', undefined],
    ['the receiver never answers', () => true],
  ] as const)('%s', async (_, answer) => {
    receiver.answer = answer
    buildWhenStale()
    const started = Date.now()
    const { end } = await run(['', '', 'process.exit(3)'], answer ? { receiver } : {})
    expect(end).toMatchObject({ code: 3, signal: null })
    expect(Date.now() - started).toBeLessThan(15_000)
  })
})

test('a process that neither serves nor calls sends nothing and says nothing', async () => {
  const app = startApp("console.error('done')", { receiver, env: { PLAINSIGHT_LOG_CAPTURE: 'none' } })
  expect(await app.ended).toEqual({ code: 0, signal: null })
  expect([app.stdout(), app.stderr()]).toEqual(['', 'done\n'])
  expect(receiver.requests).toEqual([])
})

describe('an export that is on its way at process.exit', () => {
  /** Exports once, and ends when it is told that the export has come. */
  const code = "process.on('SIGUSR2', () => process.exit(0)); setInterval(() => undefined, 1000); console.log('last')"
  const toPosts = (): number => receiver.requests.filter(({ path }) => path === '/v1/logs').length

  test('is not sent again when its answer comes', async () => {
    const app = startApp(code, { receiver })
    receiver.answer = (_, response) => {
      app.child.kill('SIGUSR2')
      setTimeout(() => response.writeHead(200).end(), 300)
      return true
    }
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect([toPosts(), app.stderr()]).toEqual([1, ''])
  })

  test.each([
    ['is refused for now', 503],
    ['does not come', undefined],
  ])('is sent again when its answer %s', async (_, status) => {
    const app = startApp(code, { receiver, env: { PLAINSIGHT_SHUTDOWN_MS: '3000' } })
    receiver.answer = (_request, response) => {
      receiver.answer = undefined
      app.child.kill('SIGUSR2')
      if (status !== undefined) setTimeout(() => response.writeHead(status).end(), 300)
      return true
    }
    await app.ended
    expect([toPosts(), receiver.logs.map(({ body }) => body), app.stderr()]).toEqual([2, ['last'], ''])
  })
})
