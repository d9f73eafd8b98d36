import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readCpuSeconds, readRssMiB } from './cpu.ts'

const run = promisify(execFile)

export type App = { readonly name: string; readonly file: string; readonly path: string }
export type Setup = { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> }
export type Measured = {
  readonly cpuMicroseconds: number
  readonly requestsPerSecond: number
  readonly rssMiB: number
  readonly startMs: number
}

/** Waits until the app answers, and returns how long that took. */
const waitForApp = async (url: string, started: number): Promise<number> => {
  for (;;) {
    try {
      await (await fetch(url)).arrayBuffer()
      return performance.now() - started
    } catch {
      await sleep(5)
    }
    if (performance.now() - started > 20_000) throw new Error(`${url} does not answer`)
  }
}

/** One connection set, one thread: `wrk` on core 1. Returns the number of requests it counted. */
const load = async (url: string, seconds: number): Promise<number> => {
  const { stdout } = await run('taskset', ['-c', '1', 'wrk', '-t1', '-c50', `-d${seconds}s`, url])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0)
  if (requests === 0 || /Non-2xx/.test(stdout)) throw new Error(`wrk: ${stdout}`)
  return requests
}

const stop = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** Starts the app on core 0, warms it up, puts it under load, and reads CPU per request from the kernel. */
export const measure = async (
  app: App,
  setup: Setup,
  { seconds, port }: { seconds: number; port: number },
): Promise<Measured> => {
  const url = `http://127.0.0.1:${port}${app.path}`
  const started = performance.now()
  const child = spawn('taskset', ['-c', '0', process.execPath, ...setup.flags, join(import.meta.dirname, app.file)], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...setup.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    const startMs = await waitForApp(url, started)
    await load(url, 3)
    const pid = child.pid ?? 0
    const before = readCpuSeconds(pid)
    const requests = await load(url, seconds)
    const cpu = readCpuSeconds(pid) - before
    return {
      cpuMicroseconds: (cpu / requests) * 1e6,
      requestsPerSecond: requests / seconds,
      rssMiB: readRssMiB(pid),
      startMs,
    }
  } finally {
    await stop(child)
  }
}
