import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('engine-child.ts', import.meta.url))

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/**
 * CPU time of a process and of the engine that it has started, in ms: what a busy machine takes away from them is not
 * counted.
 */
const cpuOf = (pid: number): number => {
  const [user = 0, system = 0] = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 13)
    .map(Number)
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
  return (user + system) * 10 + children.reduce((sum, child) => sum + cpuOf(Number(child)), 0)
}

export type Outcome = 'answered' | 'refused' | 'failed' | 'slow' | 'crashed'

export type KillableEngine = {
  /**
   * Checks and runs a statement of a user. `slow` and `crashed`: the engine was killed, or died, and the next statement
   * gets a new one.
   */
  run(sql: string): Promise<Outcome>
  close(): void
}

type Running = { readonly child: ChildProcess; readonly answers: AsyncIterator<string> }

/** An engine in a process of its own, which is killed when a statement takes more CPU time than `maxMs`. */
export const createKillableEngine = (maxMs: number): KillableEngine => {
  let running: Running | undefined
  const start = async (): Promise<Running> => {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] })
    const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    await answers.next()
    running = { child, answers }
    return running
  }
  const run: KillableEngine['run'] = async (sql) => {
    const { child, answers } = running ?? (await start())
    const before = cpuOf(child.pid!)
    let isSlow = false
    const watch = setInterval(() => {
      if (child.exitCode !== null || child.signalCode !== null || cpuOf(child.pid!) - before <= maxMs) return
      isSlow = true
      child.kill('SIGKILL')
    }, 200)
    child.stdin!.write(`${JSON.stringify(sql)}\n`)
    const { done, value } = await answers.next()
    clearInterval(watch)
    if (!done) return value as Outcome
    running = undefined
    return isSlow ? 'slow' : 'crashed'
  }
  return { run, close: () => void running?.child.kill('SIGKILL') }
}
