import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { root } from '../root.ts'
import { cliPath, makeFolder, runCli, startCli } from './cli.ts'
import { findTrace, type Trace } from './fixtures.ts'

const path = join(import.meta.dirname, '../../scripts/start.ts')
const toEnvironment = (): Record<string, string> => ({
  PLAINSIGHT_PORT: '0',
  PLAINSIGHT_DATA_DIR: join(makeFolder(), 'data'),
})

test('npm start shows the shop: one trace goes through both of its services, and a slow one shows what it waited for', async () => {
  const start = startCli([], { path, env: toEnvironment() })
  const [, page] = await start.waitFor(/page is at (\S+)/)
  // Each service sends when it likes: a trace is whole only when its root and both services are there.
  const isWholeCheckout = ({ rootService, rootName, services }: Trace): boolean =>
    rootService === 'shop' && rootName === 'POST /checkout' && services.length > 1
  const trace = await findTrace(page!, isWholeCheckout)
  expect(trace.services.toSorted()).toEqual(['payments', 'shop'])
  const isSlowProduct = ({ rootName, durationMs }: Trace): boolean =>
    rootName === 'GET /products/:id' && durationMs > 300
  const { traceId } = await findTrace(page!, isSlowProduct)
  const detail = await fetch(`${page}/api/query/private/trace-detail?traceId=${traceId}`)
  const { spans } = (await detail.json()) as { spans: { kind: string; durationMs: number }[] }
  expect(Math.max(...spans.filter(({ kind }) => kind === 'Client').map((span) => span.durationMs))).toBeGreaterThan(290)
  start.child.kill('SIGTERM')
  const { code, stdout } = await start.ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
})

test('npm start -- node my/app.js takes that app instead, and ends as it ends', async () => {
  const { code, stdout, stderr } = await runCli(['node', '-e', 'console.log("mine"); process.exit(5)'], {
    path,
    env: toEnvironment(),
  })
  expect({ code, stdout }).toEqual({ code: 5, stdout: 'mine\n' })
  expect(stderr).not.toContain('shop')
})

const npm = realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())

const readEnvironment = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** Processes that were started with this data folder. */
const findProcesses = (dataDir: string): readonly string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && readEnvironment(name).includes(dataDir))

test.each([
  ['npm start', ['start'], () => root],
  [
    'npm run dev, where that is plainsight dev',
    ['run', 'dev'],
    () => {
      const folder = makeFolder()
      const dev = `node ${cliPath} dev -- node -e "setInterval(() => undefined, 1000)"`
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { dev } }))
      return folder
    },
  ],
])('%s: when npm is stopped, the hub and the app stop as well', async (_, args, makeProject) => {
  const env = toEnvironment()
  const started = startCli(args, { path: npm, cwd: makeProject(), env })
  await started.waitFor(/page is at (\S+)/)
  await eventually('npm, start, dev, hub and app', () => findProcesses(env.PLAINSIGHT_DATA_DIR!).length >= 4)
  started.child.kill('SIGTERM')
  await eventually('nothing of it', () => findProcesses(env.PLAINSIGHT_DATA_DIR!).length === 0)
})
