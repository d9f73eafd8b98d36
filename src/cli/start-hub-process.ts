import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { makeDataFolder } from './data-folder.ts'
import { toGrpcChoice } from './grpc-choice.ts'
import type { HubMessage } from './hub-messages.ts'
import type { Settings } from './load-settings.ts'
import { hubThreadPoolSize } from './thread-pool.ts'

/** A hub in a process of its own. */
export type HubProcess = {
  readonly url: string
  /** Port of OTLP over gRPC; undefined if it is off or unknown. */
  readonly grpcPort?: number | undefined
  /** Calls back if the hub ends by itself. */
  onLost(listener: () => void): void
  /** Lets the hub flush its data, and waits until it has ended. */
  stop(): Promise<void>
}

type HubSettings = Pick<Settings, 'config' | 'env' | 'origins'> & { readonly port: number }

const script = fileURLToPath(new URL('./hub-child.js', import.meta.url))
const logMaxBytes = 10 * 1024 * 1024

/** The hub's log beside its data. One older log is kept. */
export const toLogPath = (config: Config): string => join(config.hub.dataDir, 'hub.log')

const openLog = (config: Config): number => {
  const path = toLogPath(config)
  makeDataFolder(config.hub.dataDir)
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > logMaxBytes) renameSync(path, `${path}.1`)
  return openSync(path, 'a')
}

const maxLogLines = 12

/** The last lines of a hub that ended without a message. */
const readLogEnd = (config: Config): string => {
  const path = toLogPath(config)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-maxLogLines)
  return [`The end of ${path}:`, ...lines].join('\n  ')
}

/**
 * In its own session, so that Ctrl-C in the terminal ends the app, but not the hub that receives the app's last spans.
 */
const spawnHub = (settings: HubSettings): ChildProcess => {
  const { config, env, port } = settings
  const { NODE_OPTIONS: _, ...rest } = env
  const log = openLog(config)
  const flags = { hub: { ...config.hub, token: undefined, storeUrl: undefined, port } }
  const input = { flags, grpc: toGrpcChoice(settings, { takesNext: true }) }
  return spawn(process.execPath, [script, JSON.stringify(input)], {
    env: { UV_THREADPOOL_SIZE: hubThreadPoolSize, ...rest },
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  })
}

const readMessage = async (child: ChildProcess): Promise<HubMessage> => {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => [{ crash: `the hub ended (${signal ?? code})` }]),
  ])
  return message as HubMessage
}

const stopHub = async (child: ChildProcess, patienceMs: number): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  if (child.connected) child.disconnect()
  await ended
  clearTimeout(timer)
}

/**
 * Starts a hub on this port and waits until it listens.
 * @throws PlainsightError why the hub could not start
 */
export const startHubProcess = async (settings: HubSettings): Promise<HubProcess> => {
  const child = spawnHub(settings)
  const message = await readMessage(child)
  if ('code' in message) throw new PlainsightError(message.code, message.facts)
  if ('crash' in message) throw new Error(`${message.crash}\n${readLogEnd(settings.config)}`)
  const lost: (() => void)[] = []
  let stopping = false
  child.once('exit', () => {
    if (!stopping) for (const listener of lost) listener()
  })
  return {
    url: message.url,
    grpcPort: message.grpcPort,
    onLost: (listener) => void lost.push(listener),
    stop() {
      stopping = true
      return stopHub(child, settings.config.hub.drainMs + 2_000)
    },
  }
}
