import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli } from './cli.ts'

test('plainsight init writes a file that plainsight env takes without a fault, and says what is next', async () => {
  const cwd = makeFolder()
  const init = await runCli(['init'], { cwd })
  expect(init.code).toBe(0)
  expect(init.stdout).toContain('plainsight dev -- node app.js')
  const env = JSON.parse((await runCli(['env', '--json', '--set'], { cwd })).stdout)
  expect(env.faults).toEqual([])
  expect(env.settings.length).toBeGreaterThan(0)
})

test('plainsight init keeps a file that is there', async () => {
  const cwd = makeFolder()
  const path = join(cwd, 'plainsight.config.json')
  writeFileSync(path, '{}')
  const { code, stdout } = await runCli(['init', '--json'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ written: false })
  expect(readFileSync(path, 'utf8')).toBe('{}')
})
