import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCli, startCli } from './cli.ts'
import { startInTerminal } from './terminal.ts'

const root = join(import.meta.dirname, '../..')

/** The package as somebody has it who did not install chDB; its path has a space, as paths of people do. */
const installWithoutEngine = (): string => {
  const modules = join(makeFolder(), 'my project', 'node_modules')
  const own = join(modules, 'plainsight')
  mkdirSync(own, { recursive: true })
  for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(own, part), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!['chdb', '@chdb'].includes(name) && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  return join(own, 'dist/cli/main.js')
}

test('without chDB and without a terminal, one command to run is named, and nothing is installed', async () => {
  const env = { XDG_DATA_HOME: makeFolder() }
  const { code, stdout, stderr } = await runCli(['up', '--port', '0'], { path: installWithoutEngine(), env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(`about 548 MB in ${env.XDG_DATA_HOME}/plainsight/engine`)
  expect(stderr).toContain('npx plainsight install-engine')
  expect(readdirSync(env.XDG_DATA_HOME)).toEqual([])
})

test.skipIf(process.platform !== 'linux').each([
  ['n', 'n\r'],
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('in a terminal it is asked for first, and %s means no', async (_, keys) => {
  const env = { XDG_DATA_HOME: makeFolder() }
  const up = startInTerminal(['up', '--port', '0'], { path: installWithoutEngine(), env, cwd: makeFolder() })
  await up.waitFor(/Install it now\? \[Y\/n\]/)
  up.child.stdin?.write(keys)
  const { code, stdout } = await up.ended
  expect(code).toBe(1)
  expect(stdout).toContain('npx plainsight install-engine')
  expect(readdirSync(env.XDG_DATA_HOME)).toEqual([])
})

test('dev --yes installs chDB for the user, beside no app, and runs the program; later commands find it', {
  timeout: 300_000,
}, async () => {
  const path = installWithoutEngine()
  const env = { XDG_DATA_HOME: makeFolder(), npm_config_prefer_offline: 'true' }
  const cwd = makeFolder()
  const dev = await startCli(['dev', '--yes', '--port', '0', '--', 'node', '-p', '40 + 2'], { path, env, cwd }).ended
  expect(dev).toMatchObject({ code: 0, stdout: '42\n' })
  expect(readdirSync(cwd)).toEqual(['.plainsight'])
  expect(readdirSync(join(env.XDG_DATA_HOME, 'plainsight/engine/node_modules'))).toContain('chdb')
  const again = await runCli(['install-engine', '--json'], { path, env })
  expect(JSON.parse(again.stdout)).toEqual({ installed: '3.4.0', folder: join(env.XDG_DATA_HOME, 'plainsight/engine') })
})

/** Stands for npm, for `npm install --prefix <folder> ...`. Returns the PATH on which it comes first. */
const makeNpm = (script: string): string => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\nmkdir -p "$3/node_modules"\n${script}\n`, { mode: 0o755 })
  return `${folder}${delimiter}${process.env.PATH}`
}

test('an installation that was killed halfway hurts nothing, and the next one is whole', async () => {
  const path = installWithoutEngine()
  const env = { XDG_DATA_HOME: makeFolder() }
  // Half of a library kills who loads it.
  const half = `mkdir "$3/node_modules/chdb"; echo 'process.kill(process.pid, "SIGKILL")' > "$3/node_modules/chdb/index.js"; kill -9 $PPID`
  const killed = await runCli(['install-engine'], { path, env: { ...env, PATH: makeNpm(half) } })
  expect(killed.signal).toBe('SIGKILL')
  const { stdout } = await runCli(['doctor'], { path, env })
  expect(stdout).toContain('Store: chDB is not installed')
  const whole = `ln -s '${join(root, 'node_modules/chdb')}' "$3/node_modules"`
  const mended = await runCli(['install-engine'], { path, env: { ...env, PATH: makeNpm(whole) } })
  expect(mended).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(join(env.XDG_DATA_HOME, 'plainsight'))).toEqual(['engine'])
  expect((await runCli(['doctor'], { path, env })).stdout).toContain('Store: chDB 3.4.0 is installed')
})

test('an installation that does not work says so in the words of npm', async () => {
  const env = {
    XDG_DATA_HOME: makeFolder(),
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_cache: makeFolder(),
  }
  const { code, stderr } = await runCli(['install-engine', '--json'], { path: installWithoutEngine(), env })
  expect(code).toBe(1)
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'ENGINE_INSTALL_FAILED',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})
