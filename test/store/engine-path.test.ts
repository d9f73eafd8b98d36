import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engineFolder } from '../../src/engine/engine-path.ts'
import { root } from '../root.ts'
import { createFolder } from './folders.ts'

test('The engine of a user lies in one folder per user', () => {
  expect(engineFolder()).toBe(join(homedir(), '.local/share/plainsight/engine'))
  expect(engineFolder('/srv/data')).toBe('/srv/data/plainsight/engine')
})

test('Without chDB, or with one that does not load, the error says what to run; installed into the user’s folder it is found', () => {
  const folder = createFolder()
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true, filter: (path) => !path.includes('dashboard') })
  const script = `
    const { loadEngine } = await import('./src/engine/engine-path.ts')
    try { console.log(typeof loadEngine(process.argv[1]).Session) } catch (error) { console.log(error.code, error.message, error.hint) }
  `
  const load = (): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout.trim()
  expect(load()).toBe(
    'STORE_ENGINE_MISSING The embedded store needs the package chdb, which is not installed Run: npx plainsight install-engine (about 550 MB), or set CLICKHOUSE_URL.',
  )
  const modules = join(folder, 'plainsight/engine/node_modules')
  mkdirSync(join(modules, 'chdb'), { recursive: true })
  writeFileSync(join(modules, 'chdb/index.js'), "throw new Error('no such library')")
  expect(load()).toMatch(
    /^STORE_ENGINE_UNLOADABLE .* cannot be loaded: no such library Reinstall it: npx plainsight install-engine/,
  )
  rmSync(join(modules, 'chdb'), { recursive: true })
  symlinkSync(join(root, 'node_modules/chdb'), join(modules, 'chdb'))
  expect(load()).toBe('function')
})
