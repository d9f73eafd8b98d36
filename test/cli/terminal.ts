import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { eventually } from '../eventually.ts'
import { type CliEnd, type CliOptions, cleanEnvironment, cliPath, type RunningCli } from './cli.ts'

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Starts the command line in a terminal of its own (util-linux `script`): what is written to stdin are keys. */
export const startInTerminal = (args: readonly string[], options: CliOptions): RunningCli => {
  const { cwd, env, path = cliPath } = options
  const line = [process.execPath, path, ...args].map(quote).join(' ')
  const child = spawn('script', ['-qec', `exec ${line}`, '/dev/null'], { cwd, env: { ...cleanEnvironment(), ...env } })
  let stdout = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  const ended = new Promise<CliEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr: '' })),
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const waitFor = (text: string | RegExp): Promise<RegExpMatchArray> =>
    eventually(`${text} in the terminal`, () => stdout.match(text) ?? undefined)
  return { child, stdout: () => stdout, stderr: () => '', waitFor, ended }
}
