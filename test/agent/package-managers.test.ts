import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { node, register } from './app.ts'
import { buildWhenStale } from './build.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { findPackage } from './registry-package.ts'

type Manager = {
  readonly name: string
  /** Its program, or the package to take it from. */
  readonly program?: string
  readonly from?: readonly [name: string, version: string, file: string]
  readonly commands: readonly (readonly string[])[]
}

const managers: readonly Manager[] = [
  {
    name: 'npm',
    program: 'npm',
    commands: [['install', '--offline', '--no-audit', '--no-fund', '--no-update-notifier'], ['run', 'hello'], ['ls']],
  },
  { name: 'npx', program: 'npx', commands: [['--offline', '-c', 'echo hello']] },
  // From 12 on pnpm is a native program, which never loads the hook.
  {
    name: 'pnpm',
    from: ['pnpm', '10.34.8', 'bin/pnpm.cjs'],
    commands: [
      ['install', '--offline'],
      ['run', 'hello'],
      ['exec', 'echo', 'hello'],
    ],
  },
  {
    name: 'yarn classic',
    from: ['yarn', '1.22.22', 'bin/yarn.js'],
    commands: [
      ['install', '--offline', '--non-interactive'],
      ['run', 'hello'],
    ],
  },
  {
    name: 'yarn berry',
    from: ['@yarnpkg/cli-dist', '4.18.1', 'bin/yarn.js'],
    commands: [['install'], ['run', 'hello']],
  },
]

let receiver: Receiver
/** Holds the metrics port: who tries to open it says so on stderr. */
const taken = createServer()
beforeAll(async () => {
  buildWhenStale()
  receiver = await openReceiver()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  taken.close()
  await receiver.close()
})

/** A project with one dependency, that lies in it. */
const makeProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-managed-'))
  mkdirSync(join(folder, 'dep'))
  const scripts = { hello: 'echo hello' }
  const project = { name: 'shop', version: '1.0.0', private: true, scripts, dependencies: { dep: 'file:./dep' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
  writeFileSync(join(folder, 'dep/package.json'), JSON.stringify({ name: 'dep', version: '1.0.0' }))
  writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableTelemetry: false\nenableNetwork: false\n')
  writeFileSync(join(folder, 'yarn.lock'), '')
  return folder
}

const findProgram = ({ program, from }: Manager): readonly string[] => {
  if (from === undefined) return [program ?? '']
  const [name, version, file] = from
  const folder = findPackage(name, version, `managers/${name.replaceAll('/', '-')}`)
  if (folder === undefined) throw new Error(`${name} is not in .cache/managers and could not be fetched`)
  return [node, join(folder, file)]
}

type Run = { readonly text: string; readonly milliseconds: number; readonly installed: boolean }

/** Without folders and times; yarn writes no time where there was hardly any. */
const toTidy = (text: string, folder: string): string =>
  text.replaceAll(folder, '<project>').replaceAll(/(?: in)?(?: \d+(?:[.,]\d+)? ?m?s\b)+/g, '')

const run = async (manager: Manager, nodeOptions: Readonly<Record<string, string>>): Promise<Run> => {
  const folder = makeProject()
  const env = {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: folder,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    OTEL_EXPORTER_PROMETHEUS_PORT: `${(taken.address() as AddressInfo).port}`,
    ...nodeOptions,
  }
  const [program = '', ...first] = findProgram(manager)
  let text = ''
  const started = performance.now()
  for (const command of manager.commands) {
    const child = spawn(program, [...first, ...command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const parts = { out: '', err: '' }
    child.stdout.on('data', (chunk) => (parts.out += chunk))
    child.stderr.on('data', (chunk) => (parts.err += chunk))
    const [code] = await once(child, 'close')
    text += `> ${command.join(' ')}\n${parts.out}${parts.err}= ${code}\n`
  }
  const milliseconds = performance.now() - started
  const installed = existsSync(join(folder, 'node_modules/dep/package.json'))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  return { text: toTidy(text, folder), milliseconds, installed }
}

test.each(managers)(
  '$name runs as without the hook: same output, nothing sent, no port opened',
  async (manager) => {
    const bare = await run(manager, {})
    for (const flag of ['require', 'import']) {
      const hooked = await run(manager, { NODE_OPTIONS: `--${flag} ${register}` })
      expect(hooked.text).toBe(bare.text)
      expect(hooked.installed).toBe(bare.installed)
      const ratio = hooked.milliseconds / bare.milliseconds
      console.log(`${manager.name} with --${flag}: ${ratio.toFixed(2)} of the time without`)
      expect(ratio).toBeLessThan(5)
    }
    expect(bare.text).toContain('hello')
    expect(bare.text).not.toMatch(/= [^0]/)
    expect(receiver.requests).toEqual([])
  },
  240_000,
)
