import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type ClickHouseServer = {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a ClickHouse server for a test: chDB behind ClickHouse's HTTP interface, in a process of its own. */
export const startClickHouse = async (folder: string, port = 0): Promise<ClickHouseServer> => {
  const script = join(import.meta.dirname, 'clickhouse-http-server.ts')
  const child = spawn(process.execPath, [script, folder, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return {
    url: `http://127.0.0.1:${line}`,
    port: Number(line),
    child,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}
