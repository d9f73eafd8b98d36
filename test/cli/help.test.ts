import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { runCli } from './cli.ts'

const commands = ['dev', 'up', 'init', 'env', 'doctor', 'install-engine']

test('plainsight --help names every command, and plainsight alone is a usage error', async () => {
  const help = await runCli(['--help'])
  expect(help.code).toBe(0)
  for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command} +\\w`, 'm'))
  const alone = await runCli([])
  expect(alone).toMatchObject({ code: 2, stdout: '', stderr: help.stdout })
})

test.each(commands)('plainsight %s --help has flags and examples, without colour codes in a pipe', async (command) => {
  const { code, stdout, stderr } = await runCli([command, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('EXAMPLES')
  expect(stdout).toContain(`plainsight ${command}`)
  expect(stdout).not.toContain('\u001b')
})

test('plainsight --version is that of the package', async () => {
  expect((await runCli(['--version'])).stdout.trim()).toBe(manifest.version)
})

test.each([
  ['an unknown command', ['dve'], 'There is no command dve', 'Did you mean dev?'],
  ['an unknown flag', ['up', '--prot', '1'], 'up has no flag --prot', 'Did you mean --port?'],
  ['a word too many', ['doctor', 'now'], 'doctor does not take "now"', 'plainsight doctor --help'],
  ['dev without a program', ['dev'], 'dev needs a program to run', 'plainsight dev -- node app.js'],
])('%s is a usage error that says what was meant', async (_, args, sentence, hint) => {
  const { code, stdout, stderr } = await runCli(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`plainsight: ${sentence}`)
  expect(stderr).toContain(hint)
})

test('with --json an error is one JSON line on stderr', async () => {
  const { code, stderr } = await runCli(['doctor', '--json', '--nonsense'])
  expect(code).toBe(2)
  expect(JSON.parse(stderr).error).toMatchObject({ code: 'USAGE', message: 'doctor has no flag --nonsense' })
})

test('bad settings are refused all at once, before anything starts', async () => {
  const { code, stderr } = await runCli(['up', '--port', '99999'], {
    env: { PLAINSIGHT_PROT: '1', PLAINSIGHT_SCRUB: 'maybe' },
  })
  expect(code).toBe(2)
  expect(stderr).toContain('--port is 99999, expected a whole number from 0 to 65535')
  expect(stderr).toContain('PLAINSIGHT_SCRUB is maybe, expected true or false')
  expect(stderr).toContain('PLAINSIGHT_PROT is ***, expected a setting of plainsight; the nearest is PLAINSIGHT_PORT')
})

test('an older Node meets a sentence, not a stack', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.14.0' } })`
  const { code, stdout, stderr } = await runCli(['--help'], { node: ['--import', `data:text/javascript,${pretend}`] })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('Node 22.14.0 is too old, 22.15 or newer is needed')
  expect(stderr).not.toContain('    at ')
})
