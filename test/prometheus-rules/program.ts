import { spawn } from 'node:child_process'

export type RunningProgram = {
  /** What it wrote so far, for messages of failures. */
  readonly output: () => string
  stop(): Promise<void>
}

/** Starts a real program; what it writes is kept. */
export const startProgram = (file: string, args: readonly string[]): RunningProgram => {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = (): Promise<void> => {
    child.kill('SIGKILL')
    return ended
  }
  return { output: () => output, stop }
}
