import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../eventually.ts'
import { type ComposeFile, readComposeFile, type Service } from './compose-file.ts'
import { type Image, toImageName, toImages } from './images.ts'
import { createNetwork } from './network.ts'
import { toStartOrder } from './order.ts'
import { type Running, readEnd, runInside, startInside } from './process.ts'
import { toSandbox, toVolumeFolder } from './sandbox.ts'

export type StackOptions = {
  /** Folders of the built programs by name. */
  readonly programs: Readonly<Record<string, string>>
  /** The file's variables, COMPOSE_PROFILES among them. */
  readonly env: Readonly<Record<string, string>>
  /** Services whose images cannot be run here, and which service of ours answers under their names. */
  readonly standIns?: Readonly<Record<string, string>>
  /** Variables over those of the file, by service; null takes one away. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string | null>>>>
  /** What is mounted instead of the file's sources, by path inside; `host` is this machine as the services see it. */
  readonly mounts?: (host: string) => Readonly<Record<string, string>>
  /** Services to be started; not given: all of the chosen profiles. */
  readonly only?: readonly string[]
  /** Called before the first start: puts into volumes what must lie there. */
  readonly prepare?: (toVolume: (name: string) => string) => void
}

export type Stack = {
  readonly file: ComposeFile
  /** Names of what runs, in the order of start. */
  readonly started: readonly string[]
  /** Services of the file that were left out, since their programs are not to be had. */
  readonly leftOut: readonly string[]
  url(service: string, port: number): string
  /** Runs a command inside a service, as `docker compose exec` would; answers its exit code. */
  exec(service: string, command: readonly string[]): Promise<number | NodeJS.Signals>
  start(service: string): Promise<void>
  /** Ends a service: SIGTERM as `docker compose stop`, or SIGKILL. */
  end(service: string, signal: NodeJS.Signals): Promise<void>
  /** A folder with all that is on the disks of the stack by now: volumes and logs. */
  files(): Promise<string>
  stop(): Promise<void>
}

const isCompleted = ({ restart }: Service): boolean => restart === 'no'

const toSeconds = (duration = '30s'): number =>
  [...duration.matchAll(/(\d+)(m|s)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * (unit === 'm' ? 60 : 1),
    0,
  )

/**
 * Runs what docker-compose.yml says without a Docker engine: programs of the images in sandboxes, one network namespace
 * each, with the file's command lines, mounts, users, networks, health checks and order. Limits of memory and processor
 * are not applied.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { programs, env, standIns = {} } = options
  const file = readComposeFile(programs.compose ? join(programs.compose, 'compose') : 'compose', env)
  const images = toImages(programs)
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-stack-'))
  mkdirSync(join(folder, 'logs'))
  const aliases: Record<string, string[]> = {}
  for (const [name, by] of Object.entries(standIns))
    if (file.services[name]) aliases[by] = [...(aliases[by] ?? []), name]
  const { only = Object.keys(file.services) } = options
  // Who is not started needs no place in a network.
  const services = Object.fromEntries(Object.entries(file.services).filter(([name]) => only.includes(name)))
  const network = createNetwork({ ...file, services }, aliases)
  const mounts = options.mounts?.(network.host) ?? {}
  const running = new Map<string, Running>()
  const logOf = (service: string): string => join(folder, 'logs', service)

  const imageOf = (service: string): Image | undefined => images[toImageName(file.services[service]!.image)]
  const inside = (name: string, command: readonly string[]) => {
    const service = file.services[name]!
    const image = imageOf(name)!
    const parts = { name, service, image, folder, hosts: network.hostsOf(name) }
    return {
      namespace: network.namespaceOf(name),
      sandbox: toSandbox({ ...parts, environment: options.environment?.[name] ?? {}, mounts }),
      command,
    }
  }
  const exec = (name: string, command: readonly string[]) => runInside(inside(name, command), `${logOf(name)}.exec`)
  const awaitHealth = async (name: string): Promise<void> => {
    const { healthcheck } = file.services[name]!
    const [kind, ...command] = healthcheck?.test ?? []
    if (kind !== 'CMD') return
    const isHealthy = async (): Promise<boolean> => {
      if (!running.get(name)?.isRunning()) throw new Error(`${name} ended:\n${readEnd(logOf(name))}`)
      return (await exec(name, command)) === 0
    }
    const patience = 60_000 + toSeconds(healthcheck?.start_period) * 1000
    await eventually(`${name} is healthy`, isHealthy, { patience, pause: 200 }).catch((error: Error) => {
      throw new Error(`${error.message}\n${readEnd(logOf(name))}\n${readEnd(`${logOf(name)}.exec`)}`)
    })
  }
  const start = async (name: string): Promise<void> => {
    const service = file.services[name]!
    const command = [...imageOf(name)!.entrypoint, ...(service.command ?? defaultCommand(name))]
    const child = await startInside(inside(name, command), logOf(name))
    running.set(name, child)
    if (!isCompleted(service)) return awaitHealth(name)
    const code = await child.ended
    if (code !== 0) throw new Error(`${name} ended with ${code}:\n${readEnd(logOf(name))}`)
  }
  const end = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    await running.get(name)?.end(signal, toSeconds(file.services[name]?.stop_grace_period ?? '10s') * 1000)
  }
  const order = toStartOrder(file.services).filter((name) => !standIns[name] && only.includes(name))
  const started = order.filter((name) => imageOf(name) !== undefined)
  const stop = async (): Promise<void> => {
    for (const name of [...started].reverse()) await end(name, 'SIGTERM')
    network.remove()
    if (!process.env.PLAINSIGHT_TEST_KEEP_STACK) rmSync(folder, { recursive: true, force: true })
  }
  try {
    options.prepare?.((name) => toVolumeFolder(folder, name))
    for (const name of started) await start(name)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    file,
    started,
    leftOut: order.filter((name) => !started.includes(name)),
    url: (service, port) => `http://${network.addressOf(service)}:${port}`,
    exec,
    start,
    end,
    files: async () => folder,
    stop,
  }
}

const defaultCommand = (name: string): readonly string[] => (name === 'hub' ? ['up'] : [])
