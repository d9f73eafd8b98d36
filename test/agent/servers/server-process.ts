import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchPath } from '../../on-path.ts'

/** A server of the tests: a process of its own on a free port, with its data in a folder that goes away with it. */
export type TestServer = { readonly port: number; stop(): Promise<void> }

export type ServerProcess = {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  /** Removed when the server has stopped. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  /** Ids of the user that it runs as, where it refuses to be root. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** Asked until true, when an open port alone does not mean that the server answers. */
  readonly isReady?: () => boolean
  /** Processes that the server leaves beside itself. */
  readonly beside?: ChildProcess
}

const patience = 60_000

/** A folder for the data of a server. */
export const makeServerFolder = (user?: ServerProcess['user']): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-server-'))
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

/** Ends a process and what it has started. */
const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** Starts a server and waits until it answers; fails with what it wrote when it does not. */
export const startServer = async (server: ServerProcess): Promise<TestServer> => {
  const { command, args, port, folder, env, user, isReady = () => true, beside } = server
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: searchPath, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...user,
  })
  const ended = once(child, 'close')
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log = `${log}${chunk}`.slice(-8000)))
  const kill = (): void => {
    killGroup(child)
    if (beside) killGroup(beside)
  }
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    kill()
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  for (const deadline = Date.now() + patience; ; ) {
    if ((await canConnect(port)) && isReady()) return { port, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`${command} does not answer on port ${port}:\n${log}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
