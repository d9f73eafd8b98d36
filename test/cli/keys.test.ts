import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { findRuntime, runtimes } from '../agent/runtimes.ts'
import { cleanEnvironment, cliPath, makeFolder, runCli } from './cli.ts'

const withInput = async (args: readonly string[], cwd: string, input: string) => {
  const child = spawn(process.execPath, [cliPath, ...args], { cwd, env: cleanEnvironment() })
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, code }
}

test('keys add prints the secret once, alone on stdout, and says how to use it', async () => {
  const cwd = makeFolder()
  const { code, stdout, stderr } = await runCli(['keys', 'add', 'grafana'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ps_[\w-]{43}\n$/)
  expect(stderr).toContain('created the key grafana (read). Its secret is shown only once')
  const list = await runCli(['keys', 'list'], { cwd })
  expect(list.stdout).toMatch(
    /NAME\s+SCOPES\s+CREATED\s+LAST USED\s+STATE\ngrafana\s+read\s+\d{4}-\d\d-\d\d\s+never\s+active/,
  )
  expect(list.stdout + list.stderr).not.toContain(stdout.trim())
  expect(statSync(join(cwd, '.plainsight/control.sqlite')).mode & 0o777).toBe(0o600)
})

test('keys speaks JSON', async () => {
  const cwd = makeFolder()
  const added = await runCli(['keys', 'add', 'both', '--scope', 'read,write', '--json'], { cwd })
  expect(JSON.parse(added.stdout)).toEqual({
    name: 'both',
    scopes: ['read', 'write'],
    secret: expect.stringMatching(/^ps_/),
  })
  expect(JSON.parse((await runCli(['keys', '--json', 'revoke', 'both'], { cwd })).stdout)).toEqual({
    name: 'both',
    revoked: true,
  })
  expect(JSON.parse((await runCli(['keys', 'list', '--json'], { cwd })).stdout)).toMatchObject([
    { name: 'both', revokedAt: expect.stringMatching(/^\d{4}-/) },
  ])
})

test('keys add takes a secret that was made elsewhere, and does not show it', async () => {
  const cwd = makeFolder()
  const secret = 'a-password-of-more-than-32-characters'
  const added = await withInput(['keys', 'add', 'grafana', '--secret-stdin'], cwd, `${secret}\n`)
  expect(added).toMatchObject({ code: 0, stdout: '' })
  expect(added.stderr).not.toContain(secret)
  expect(await withInput(['keys', 'add', 'other', '--secret-stdin'], cwd, 'short\n')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('A secret must have at least 32 characters'),
  })
})

test.each([
  [['keys'], 'keys needs an action: add, list or revoke'],
  [['keys', 'make', 'x'], 'keys has no action "make"'],
  [['keys', 'add'], 'keys add needs a key name'],
  [['keys', 'add', 'a', 'b'], 'keys add does not take "b"'],
  [['keys', 'list', 'a'], 'keys list does not take "a"'],
  [['keys', 'add', 'a', '--scope', 'admin'], 'Unknown scope "admin"'],
  [['keys', 'add', 'a', '--scopes', 'read'], 'keys has no flag --scopes'],
])('plainsight %j is refused with a sentence', async (args, sentence) => {
  expect(await runCli(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) })
})

test('a name that is taken, and one that nobody has, are said', async () => {
  const cwd = makeFolder()
  await runCli(['keys', 'add', 'grafana'], { cwd })
  expect(await runCli(['keys', 'add', 'grafana'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The key grafana already exists'),
  })
  expect(await runCli(['keys', 'revoke', 'nobody'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no active key nobody'),
  })
})

test.each(runtimes)('on Node %s nothing is said about SQLite', async (version) => {
  const path = findRuntime(version)
  if (path === undefined) return console.warn(`NOT RUN: keys on Node ${version}. Missing: that Node`)
  const child = spawn(path, [cliPath, 'keys', 'list'], { cwd: makeFolder(), env: cleanEnvironment() })
  expect(await text(child.stderr)).toBe('plainsight: there are no keys yet. Create one: plainsight keys add NAME\n')
})
