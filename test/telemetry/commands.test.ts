import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Status } from '../../src/telemetry/create-telemetry.ts'
import { findPackage } from '../agent/registry-package.ts'
import { runCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { root } from '../root.ts'
import { openEndpoint } from './endpoint.ts'
import { createProduct, makeFolder, type ProductOptions } from './product.ts'

const receiver = "{ endpoint: 'https://telemetry.acme.test/' }"
const byArguments = 'process.exitCode = await telemetry.runCommand(process.argv.slice(2))'

const commander = findPackage('commander', '15.1.0', 'commander')
const byCommander = `const { Command } = await import(${JSON.stringify(pathToFileURL(join(commander ?? '', 'index.js')).href)})
const program = new Command('acme-cli')
telemetry.addCommand(program)
await program.parseAsync(['telemetry', ...process.argv.slice(2)], { from: 'user' })`

const ways: readonly (readonly [name: string, options: ProductOptions])[] = [
  ['plain arguments', { receiver, code: byArguments }],
  ...(commander ? [['commander', { receiver, code: byCommander }] as const] : []),
]

describe.each(ways)('the sub-command of a product with %s', (_, options) => {
  test('shows the status, changes it, and says when a variable decides otherwise', async () => {
    const product = createProduct(options)
    const run = async (args: string, env?: Record<string, string>) => {
      const { code, stdout, stderr } = await product.run({}, { args: args.split(' '), env })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return stdout
    }
    expect(await run('status')).toMatch(/^Telemetry of acme-cli is off: nobody switched it on\.\n/)
    expect(product.files()).toEqual([])
    expect(await run('enable')).toBe('acme-cli: telemetry is on.\n')
    expect(JSON.parse(await run('status --json'))).toMatchObject({ enabled: true, decidedBy: 'stored consent' })
    expect(await run('status', { CI: 'true' })).toMatch(
      /is off: CI=true\.\n[\s\S]*\n> {2}CI +CI=true +off\n[\s\S]*given on \S+ +on\n/,
    )
    expect(await run('enable', { DO_NOT_TRACK: '1' })).toBe(
      'acme-cli: stored that telemetry may be on, but it is off now: DO_NOT_TRACK=1.\n',
    )
    expect(await run('disable', { ENABLE_TELEMETRY: 'true' })).toBe(
      'acme-cli: stored that telemetry must be off, but it is on now: ENABLE_TELEMETRY=true.\n',
    )
    expect(await run('reset')).toBe('acme-cli: the id is removed. The next use makes a new one.\n')
    expect(await run('reset', { TELE_SALT: 'ours' })).toContain('The id comes from TELE_SALT')
  })

  test('prints a preview on stdout, and what is said about it on stderr', async () => {
    const product = createProduct(options)
    const next = await product.run({}, { args: ['preview'] })
    expect(next.stderr).toBe('acme-cli: this would be sent as install ping. Telemetry is off.\n')
    expect(next.stdout).toMatch(
      /^POST https:\/\/telemetry\.acme\.test\/\ncontent-type: application\/json\n[\s\S]*\n\n\{"event":"telemetry.install"/,
    )
    const named = await product.run({}, { args: ['preview', 'health', '--json'] })
    expect(JSON.parse(JSON.parse(named.stdout).body).event).toBe('telemetry.health')
    const unknown = await product.run({}, { args: ['preview', 'daily'] })
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: 'acme-cli: there is no ping "daily": install, update, health\n',
    })
  })

  test('a decision that cannot be stored is an error that names the folder', async () => {
    const { code, stderr } = await createProduct(options).run({}, { args: ['enable'], env: { HOME: '/dev/null' } })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^acme-cli: \/dev\/null\/\.local\/state\/acme-cli\/telemetry cannot be changed: /)
  })

  test('disable removes the id', async () => {
    const product = createProduct(options)
    await product.run({}, { args: ['preview'] })
    expect(product.files()).toEqual(['salt'])
    await product.run({}, { args: ['disable'] })
    expect(product.files()).toEqual(['consent.json'])
  })
})

test('wrong arguments are shown with the help', async () => {
  const product = createProduct({ receiver, code: byArguments })
  for (const [args, sentence] of [
    [['stop'], 'there is no command "stop"'],
    [['status', 'now'], 'status does not take "now"'],
    [['enable', '--json'], 'enable does not take "--json"'],
    [['preview', 'install', '--all'], 'preview does not take "--all"'],
  ] as const) {
    const { code, stdout, stderr } = await product.run({}, { args })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^acme-cli: ${sentence}\nUsage: acme-cli telemetry <command>`))
  }
  expect((await product.run({}, { args: ['--help'] })).stdout).toMatch(/^Usage: .*\n\n {2}status +Show whether/)
})

describe('the question of the install flow', () => {
  const code = `console.log('ON ' + await telemetry.askConsent())`

  /** In a terminal (util-linux `script`): what is written to stdin are keys. */
  const askInTerminal = (product: ReturnType<typeof createProduct>, env: Record<string, string> = {}) => {
    const line = `exec '${process.execPath}' '${product.write({ code, options: "owner: 'Acme Inc.'" })}'`
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      env: { PATH: process.env.PATH, HOME: product.home, ...env },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let shown = ''
    child.stdout.on('data', (chunk) => (shown += chunk))
    const waitFor = (text: RegExp): Promise<string> => eventually(String(text), () => shown.match(text)?.[0])
    return { waitFor, press: (keys: string) => child.stdin.write(keys), shown: () => shown }
  }

  test.each([
    ['y', '\r', true],
    ['yes', '\r', true],
    ['nothing', '\r', false],
    ['yep', '\r', false],
  ])('the answer %s is stored, and the question is not asked again', async (answer, enter, isOn) => {
    const product = createProduct({ receiver })
    const { waitFor, press } = askInTerminal(product)
    expect(await waitFor(/May acme-cli send usage data to Acme Inc\.\?[\s\S]*Send it\? \[y\/N\] /)).toContain(
      'https://telemetry.acme.test',
    )
    press((answer === 'nothing' ? '' : answer) + enter)
    await waitFor(new RegExp(`ON ${isOn}`))
    const again = askInTerminal(product)
    await again.waitFor(new RegExp(`ON ${isOn}`))
    expect(again.shown()).not.toContain('Send it?')
  })

  test('an end of input is no answer, and stores nothing', async () => {
    const product = createProduct({ receiver })
    const { waitFor, press } = askInTerminal(product)
    await waitFor(/Send it\?/)
    press('\u0004')
    await waitFor(/ON false/)
    expect(product.files()).toEqual([])
  })

  test.each([
    ['in CI', { CI: 'true' }, 'false'],
    ['with DO_NOT_TRACK', { DO_NOT_TRACK: '1' }, 'false'],
    ['where a variable says yes', { ENABLE_TELEMETRY: '1' }, 'true'],
    ['where the answer could not be stored', { XDG_STATE_HOME: '/dev/null/state' }, 'false'],
  ])('%s nothing is asked', async (_, env, isOn) => {
    const { waitFor, shown } = askInTerminal(createProduct({ receiver }), env)
    await waitFor(new RegExp(`ON ${isOn}`))
    expect(shown()).not.toContain('Send it?')
  })

  test('without a terminal, or without a receiver, nothing is asked', async () => {
    const product = createProduct({ code })
    expect(await product.run({ receiver })).toEqual({ code: 0, stdout: 'ON false\n', stderr: '' })
    const { waitFor, shown } = askInTerminal(product)
    await waitFor(/ON false/)
    expect(shown()).not.toContain('Send it?')
    expect(product.files()).toEqual([])
  })
})

describe('telemetry of plainsight itself', () => {
  test('is off, has no receiver whatever the environment holds, and sends nothing', async () => {
    const endpoint = await openEndpoint()
    const env = {
      HOME: makeFolder(),
      CI: '',
      ENABLE_TELEMETRY: 'true',
      POSTHOG_API_KEY: 'phc_key',
      POSTHOG_HOST: endpoint.url,
    }
    for (const action of ['status', 'enable', 'preview', 'reset', 'disable']) {
      const { code } = await runCli(['telemetry', action], { env })
      expect(code).toBe(0)
    }
    const { stdout } = await runCli(['telemetry', 'status'], { env })
    expect(stdout).toContain('Receiver   none: nothing is sent')
    expect(endpoint.requests).toEqual([])
  })

  test('status creates nothing, and its fields are those of docs/telemetry.md', async () => {
    const HOME = makeFolder()
    const { stdout } = await runCli(['telemetry', 'status', '--json'], { env: { HOME, CI: '' } })
    const { fields, decidedBy } = JSON.parse(stdout) as Status
    expect(decidedBy).toBe('default')
    expect(readdirSync(HOME)).toEqual([])
    const [, table = ''] = readFileSync(join(root, 'docs/telemetry.md'), 'utf8').split('| field | type | what it is |')
    const listed = [...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \| .* \| (.*) \|$/gm)]
    expect(listed.map(([, name, description]) => [name, description])).toEqual(
      Object.entries(fields).map(([name, { description }]) => [name, description]),
    )
  })
})
