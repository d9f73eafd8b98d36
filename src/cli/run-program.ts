import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Environment } from '../config/load.ts'
import { exitCodes } from './exit-codes.ts'
import { UsageError } from './usage-error.ts'

/** How a program ended: one of the two is set. */
export type ProgramEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']

/**
 * Keys of the terminal reach every process in it. Forwarded, they would arrive twice, and for many apps a second Ctrl-C
 * means "at once".
 */
const comesFromTerminal = (signal: NodeJS.Signals): boolean =>
  process.stdin.isTTY === true && (signal === 'SIGINT' || signal === 'SIGQUIT')

const toStartError = (program: string, error: NodeJS.ErrnoException): UsageError => {
  const isMissing = error.code === 'ENOENT'
  const sentence = isMissing ? `There is no program ${program}` : `${program} cannot be run: ${error.message}`
  const exitCode = isMissing ? exitCodes.notFound : exitCodes.notExecutable
  return new UsageError(sentence, 'Give the program as in a shell: plainsight dev -- node app.js', exitCode)
}

/**
 * Runs a program in this terminal: with our stdin, stdout and stderr, and with every signal that we get.
 * @throws UsageError when it cannot be started
 */
export const runProgram = ([program = '', ...rest]: readonly string[], env: Environment): Promise<ProgramEnd> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'inherit', env: { ...env } })
    const forward = (signal: NodeJS.Signals): void => {
      if (!comesFromTerminal(signal)) child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)
    child.once('error', (error) => reject(toStartError(program, error)))
    child.once('exit', (code, signal) => {
      for (const name of forwarded) process.off(name, forward)
      resolve({ code, signal })
    })
  })

/** Signals that would write a core file of this process, which did not crash. */
const dumping: readonly NodeJS.Signals[] = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGQUIT',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
]

/** Ends this process as the program ended, so that a shell or a supervisor sees no difference. */
export const endAs = ({ code, signal }: ProgramEnd): number => {
  if (signal === null) return code ?? exitCodes.failure
  if (!dumping.includes(signal)) process.kill(process.pid, signal)
  return exitCodes.signal + constants.signals[signal]
}
