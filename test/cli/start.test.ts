import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli, startCli } from './cli.ts'
import { findTrace } from './fixtures.ts'

const path = join(import.meta.dirname, '../../scripts/start.ts')
const toEnvironment = (): Record<string, string> => ({
  PLAINSIGHT_PORT: '0',
  PLAINSIGHT_DATA_DIR: join(makeFolder(), 'data'),
})

test('npm start shows the shop: one trace goes through both of its services', async () => {
  const start = startCli([], { path, env: toEnvironment() })
  const [, page] = await start.waitFor(/page is at (\S+)/)
  const isCheckout = ({ services }: { services: readonly string[] }): boolean => services.length > 1
  const trace = await findTrace(page!, isCheckout)
  expect(trace).toMatchObject({ rootService: 'shop', rootName: 'POST /checkout' })
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
