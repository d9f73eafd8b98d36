import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { eventually } from '../eventually.ts'
import { root } from '../root.ts'
import { findEngine } from './find-engine.ts'

export type HubProcess = {
  readonly pid: number
  /** Process of its embedded engine. */
  enginePid(): Promise<number>
  /** Sends a signal and waits for the end; answers the exit code, null after a signal. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const toHub = (child: ChildProcess): HubProcess => {
  const pid = child.pid ?? 0
  return {
    pid,
    enginePid: () => eventually('an engine', () => findEngine(pid)),
    end: async (signal) => {
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

/** The real hub in a process of its own; resolves when it is open. */
export const startHubProcess = async (folder: string, port: number): Promise<HubProcess> => {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'up', '--json'], {
    cwd: root,
    env: { ...process.env, PLAINSIGHT_DATA_DIR: folder, PLAINSIGHT_PORT: String(port), PLAINSIGHT_FLUSH_MS: '100' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  for await (const line of createInterface(child.stderr!)) {
    said.push(line)
    if (!line.startsWith('plainsight: the page is at')) continue
    child.stderr?.resume()
    return toHub(child)
  }
  throw new Error(`The hub did not open: ${said.join('\n')}`)
}
