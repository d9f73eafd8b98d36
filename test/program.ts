import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cleanEnvironment } from './cli/cli.ts'
import { eventually } from './eventually.ts'

export type Program = {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export type RunningProgram = {
  /** What it wrote so far. */
  output(): string
  /** Waits until it can work. Fails with what it wrote when it ends before, and ends it when it takes too long. */
  becomesReady(isReady: () => boolean | Promise<boolean>): Promise<void>
  /** Ends it and all that it started: it leads a process group of its own. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a real program, in an environment without anything that sets the thing tested; what it writes is kept. */
export const startProgram = ({ command, args, env = {}, cwd }: Program): RunningProgram => {
  const options = { cwd, env: { ...cleanEnvironment(), ...env }, detached: true }
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'close')
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const stop = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (child.pid !== undefined && !hasEnded()) process.kill(-child.pid, signal)
    await ended
  }
  const becomesReady: RunningProgram['becomesReady'] = async (isReady) => {
    try {
      await eventually(command, () => {
        if (hasEnded()) throw new Error(`${command} ended:\n${output}`)
        return isReady()
      })
    } catch (error) {
      await stop()
      throw error
    }
  }
  return { output: () => output, becomesReady, stop }
}

/** Whether somebody answers there, with success. */
export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
