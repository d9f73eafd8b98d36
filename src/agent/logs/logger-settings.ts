import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { type ResourceAttributes, toResourceAttributes } from '../resource.ts'
import { runningAgent } from '../running.ts'
import { shared } from '../shared.ts'

/** Settings of our logger. */
export type LoggerSettings = {
  readonly level: Config['agent']['logLevel']
  /** `service` of each line. */
  readonly service: string
  /** `environment` of each line. */
  readonly environment: string | undefined
  readonly file: LogFileSettings | undefined
}

export type LogFileSettings = { readonly path: string; readonly maxSize: string; readonly maxDays: number }

const toLoggerSettings = ({ config: { agent }, resourceAttributes: resource }: Source): LoggerSettings => ({
  level: agent.logLevel,
  service: String(resource['service.name']),
  environment: resource['deployment.environment.name']?.toString(),
  file:
    agent.logFile === undefined
      ? undefined
      : { path: agent.logFile, maxSize: agent.logFileMaxSize, maxDays: agent.logFileMaxDays },
})

type Source = { readonly config: Config; readonly resourceAttributes: ResourceAttributes }

const fromEnvironment = (): Source => {
  const { config } = loadConfig()
  return { config, resourceAttributes: toResourceAttributes(config, process.argv[1]) }
}

const state = shared('logger settings', () => new WeakMap<object, LoggerSettings>())
/** Cache key when no agent runs. */
const noAgent = shared('no agent', () => ({}))

/** Settings of the running agent; without one, those of the environment. */
export const loggerSettings = (): LoggerSettings => {
  const agent = runningAgent()
  const known = state.get(agent ?? noAgent)
  if (known !== undefined) return known
  const made = toLoggerSettings(agent?.settings?.() ?? fromEnvironment())
  state.set(agent ?? noAgent, made)
  return made
}
