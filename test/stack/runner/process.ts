import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

export type Running = {
  /** Settles when the program has ended, with its exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>
  isRunning(): boolean
  /** Sends a signal to the program itself and waits for its end; after the patience of ms it is killed. */
  end(signal: NodeJS.Signals, patience?: number): Promise<number | NodeJS.Signals>
}

type Started = { readonly namespace: string; readonly sandbox: readonly string[]; readonly command: readonly string[] }

const spawnInside = ({ namespace, sandbox, command }: Started, log: string): ChildProcess => {
  const args = ['netns', 'exec', namespace, 'bwrap', '--info-fd', '3', ...sandbox, ...command]
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const file = createWriteStream(log, { flags: 'a' })
  child.stdout?.pipe(file, { end: false })
  child.stderr?.pipe(file, { end: false })
  child.once('close', () => file.end())
  return child
}

/** bubblewrap tells the process that becomes the program. */
const readPid = async (child: ChildProcess): Promise<number> => {
  const info = await text(child.stdio[3] as Readable)
  return (JSON.parse(info || '{}') as { 'child-pid'?: number })['child-pid'] ?? 0
}

/** Starts a program in its namespace; its output goes to a file. */
export const startInside = async (started: Started, log: string): Promise<Running> => {
  const child = spawnInside(started, log)
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals)
  const pid = await readPid(child)
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    ended,
    isRunning,
    end: async (signal, patience = 30_000) => {
      if (!isRunning()) return ended
      process.kill(pid, signal)
      const timer = setTimeout(() => isRunning() && process.kill(pid, 'SIGKILL'), patience)
      return ended.finally(() => clearTimeout(timer))
    },
  }
}

/** Runs a command to its end and answers its exit code. */
export const runInside = async (started: Started, log: string): Promise<number | NodeJS.Signals> =>
  (await startInside(started, log)).ended

/** What was last written to a log, for messages of failed tests. */
export const readEnd = (log: string): string => {
  try {
    return readFileSync(log, 'utf8').split('\n').slice(-25).join('\n')
  } catch {
    return '(it wrote nothing)'
  }
}
