import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli, startCli } from './cli.ts'
import { findTrace, type Trace } from './fixtures.ts'

const path = join(import.meta.dirname, '../../scripts/start.ts')
const toEnvironment = (): Record<string, string> => ({
  PLAINSIGHT_PORT: '0',
  PLAINSIGHT_DATA_DIR: join(makeFolder(), 'data'),
})

test('npm start shows the shop: one trace goes through both of its services', async () => {
  const start = startCli([], { path, env: toEnvironment() })
  const [, page] = await start.waitFor(/page is at (\S+)/)
  // Each service sends when it likes: a trace is whole only when its root and both services are there.
  const isWholeCheckout = ({ rootService, rootName, services }: Trace): boolean =>
    rootService === 'shop' && rootName === 'POST /checkout' && services.length > 1
  const trace = await findTrace(page!, isWholeCheckout)
  expect(trace.services.toSorted()).toEqual(['payments', 'shop'])
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
