import type { ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Image } from './build-images.ts'
import { firstProcess, runBeside, startInRoot } from './root-fs.ts'

export type ContainerOptions = {
  readonly scratch: string
  readonly env?: Readonly<Record<string, string>>
  /** Folder of the volume `/data`. */
  readonly data?: string
  readonly isAlone?: boolean
}

export type Container = {
  readonly output: () => string
  /** Runs the image's health check; true when it succeeds. */
  isHealthy(): boolean
  becomesHealthy(): Promise<void>
  /** What an address answers in there. */
  read(url: string): string
  /** Lines of `/proc/1/status` in there. */
  status(): string
  /** As `docker stop`: answers the exit code and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>
  readonly ended: Promise<number | null>
}

/** A new volume of the image's user. */
export const createVolume = (scratch: string, { user }: Image): string => {
  const folder = mkdtempSync(join(scratch, 'volume-'))
  const [uid, gid] = user.split(':').map(Number)
  chownSync(folder, uid ?? 0, gid ?? 0)
  return folder
}

const collect = (child: ChildProcess): (() => string) => {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk))
  return () => text
}

const printAnswer = 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))'

/**
 * With the first process all others in there end. `unshare --kill-child` does not reach it: it has changed its user.
 */
const killFirst = (child: ChildProcess): void => {
  try {
    process.kill(firstProcess(child), 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** Starts an image as `docker run --read-only --tmpfs /tmp --cap-drop ALL` would, on the network of this machine. */
export const startContainer = (
  image: Image,
  { scratch, env = {}, data, isAlone = false }: ContainerOptions,
): Container => {
  const program = { ...image, env: { ...image.env, HOME: '/', ...env } }
  const volumes: Record<string, string> = data ? { [data]: '/data' } : {}
  const child = startInRoot({ ...program, scratch, isAlone, volumes })
  const output = collect(child)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    killFirst(child)
    child.kill('SIGKILL')
    await ended
  })
  const check = (argv: readonly string[]): string => runBeside(child, { ...program, argv })
  const isHealthy = (): boolean => {
    try {
      check(image.healthcheck)
      return true
    } catch {
      return false
    }
  }
  return {
    output,
    ended,
    isHealthy,
    becomesHealthy: async () => {
      await eventually(`health: ${output()}`, () => isHealthy() || undefined)
    },
    read: (url) => check(['env', '--unset=NODE_OPTIONS', 'node', '-e', printAnswer, url]),
    status: () => check(['cat', '/proc/1/status']),
    stop: async () => {
      const started = performance.now()
      process.kill(firstProcess(child), 'SIGTERM')
      return { code: await ended, ms: performance.now() - started }
    },
  }
}
