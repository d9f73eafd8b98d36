import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { makeFolder, runCli } from './cli.ts'

const lines: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ...Object.keys(commands).map((name) => [name, '--help']),
  ['env'],
  ['env', '--json', '--set'],
  ['doctor'],
  ['doctor', '--data-dir', 'data'],
  ['keys', 'list'],
  ['keys', 'list', '--json', '--data-dir', 'data'],
  ['keys', 'revoke', 'nobody'],
  ['dev'],
  ['up', '--port', 'wrong'],
]

test.each(lines.map((line) => [line.join(' '), line]))(
  'plainsight %s creates no file and no folder',
  async (_, line) => {
    const folders = { cwd: makeFolder(), HOME: makeFolder(), TMPDIR: makeFolder() }
    const { cwd, ...env } = folders
    await runCli(line, { cwd, env: { ...env, PLAINSIGHT_LOG_FILE: 'logs/app.jsonl' } })
    expect(Object.values(folders).flatMap((folder) => readdirSync(folder))).toEqual([])
  },
)

test('plainsight keys list without a data folder is an empty list', async () => {
  const { code, stdout } = await runCli(['keys', 'list', '--json'])
  expect({ code, keys: JSON.parse(stdout) }).toEqual({ code: 0, keys: [] })
})
