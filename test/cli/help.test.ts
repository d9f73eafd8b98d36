import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { commands as table } from '../../src/cli/commands.ts'
import { runCli } from './cli.ts'

const commands = Object.keys(table)

const toTooWide = (text: string): string[] => text.split('\n').filter((line) => line.length > 60)

test('plainsight --help names every command, and plainsight alone is a usage error', async () => {
  const help = await runCli(['--help'])
  expect(help.code).toBe(0)
  for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command} +\\w`, 'm'))
  expect(toTooWide(help.stdout)).toEqual([])
  const alone = await runCli([])
  expect(alone).toMatchObject({ code: 2, stdout: '', stderr: help.stdout })
})

test.each(commands)(
  'plainsight %s --help has flags and examples in 60 columns, without colours in a pipe',
  async (command) => {
    const { code, stdout, stderr } = await runCli([command, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('EXAMPLES')
    expect(stdout).toContain(`plainsight ${command}`)
    expect(stdout).not.toContain('\u001b')
    expect(toTooWide(stdout)).toEqual([])
  },
)

test.each([
  ['up', 'port', '--port <integer>', '[default: 4318] [env: PLAINSIGHT_PORT]'],
  ['up', 'scrub', '--[no-]scrub', '[default: true] [env: PLAINSIGHT_SCRUB]'],
  ['up', 'denied-keys', '--denied-keys <list>', '[env: PLAINSIGHT_DENIED_KEYS]'],
  ['dev', 'data-dir', '--data-dir <string>', '[default: .plainsight] [env: PLAINSIGHT_DATA_DIR]'],
  ['env', 'config', '--config <path>', '[default: plainsight.config.json in this folder]'],
  ['keys', 'scope', '--scope <read|write>', '[default: read]'],
])('plainsight %s --help shows the default and the variable of --%s', async (command, _, flag, facts) => {
  const [, section] = (await runCli([command, '--help'])).stdout.split(`  ${flag}\n`)
  expect(section?.split('\n  -')[0]).toContain(facts)
})

test('plainsight --version is that of the package', async () => {
  expect((await runCli(['--version'])).stdout.trim()).toBe(manifest.version)
})

test.each([
  ['an unknown command', ['dve'], 'There is no command dve', 'Did you mean dev?'],
  ['an unknown flag', ['up', '--prot', '1'], 'up has no flag --prot', 'Did you mean --port?'],
  ['a word too many', ['doctor', 'now'], 'doctor does not take "now"', 'plainsight doctor --help'],
  ['a flag without its value', ['env', '--config'], '--config needs a value', 'plainsight env --help'],
  ['an empty value', ['up', '--port='], '--port needs a value', 'plainsight up --help'],
  ['a flag in place of a value', ['keys', 'list', '--data-dir', '--config'], '--data-dir needs a value', 'keys --help'],
  ['a value for a switch', ['dev', '--open=now', '--', 'node'], '--open takes no value', 'plainsight dev --help'],
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
  expect(stderr).toContain('PLAINSIGHT_PROT is ***, expected a plainsight setting; did you mean PLAINSIGHT_PORT?')
})

test('an older Node meets a sentence, not a stack', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.14.0' } })`
  const { code, stdout, stderr } = await runCli(['--help'], { node: ['--import', `data:text/javascript,${pretend}`] })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('Node 22.14.0 is too old: 22.15 or newer is required')
  expect(stderr).not.toContain('    at ')
})
