import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { eventually } from '../eventually.ts'

export const cliPath: string = join(import.meta.dirname, '../../dist/cli/main.js')

export type CliOptions = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Another copy of the built command line. */
  readonly path?: string
  /** Flags of Node itself. */
  readonly node?: readonly string[]
}

export type CliEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type RunningCli = {
  readonly child: ChildProcess
  /** What was written so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** Settles when stderr or stdout holds the text, fails when the process ends before. */
  waitFor(text: string | RegExp): Promise<RegExpMatchArray>
  readonly ended: Promise<CliEnd>
}

/** A folder of its own that goes away with the test. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Our own environment without anything that sets the thing tested. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PLAINSIGHT_|OTEL_|CLICKHOUSE_URL$|NODE_OPTIONS$|NODE_ENV$|VITEST)/.test(name),
    ),
  )

/** Starts the built command line as a person would. It is killed with the test at the latest. */
export const startCli = (args: readonly string[], options: CliOptions = {}): RunningCli => {
  const { cwd = makeFolder(), env = {}, path = cliPath, node = [] } = options
  const child = spawn(process.execPath, [...node, path, ...args], { cwd, env: { ...cleanEnvironment(), ...env } })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (written.stdout += chunk))
  child.stderr.on('data', (chunk) => (written.stderr += chunk))
  let isOver = false
  const ended = new Promise<CliEnd>((resolve) =>
    child.once('close', (code, signal) => {
      isOver = true
      resolve({ code, signal, ...written })
    }),
  )
  onTestFinished(async () => {
    if (isOver) return
    // What it started goes with it: a program that outlived its parent would hold the pipes open.
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await Promise.race([ended, once(child, 'exit')])
    clearTimeout(timer)
  })
  const waitFor = (text: string | RegExp): Promise<RegExpMatchArray> =>
    eventually(String(text), () => {
      const match = `${written.stdout}${written.stderr}`.match(text)
      if (!match && isOver) throw new Error(`ended without ${text}:\n${written.stdout}${written.stderr}`)
      return match ?? undefined
    })
  return { child, stdout: () => written.stdout, stderr: () => written.stderr, waitFor, ended }
}

/** Runs the built command line to its end. */
export const runCli = (args: readonly string[], options?: CliOptions): Promise<CliEnd> => startCli(args, options).ended
