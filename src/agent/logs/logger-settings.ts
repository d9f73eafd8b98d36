import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { type ResourceAttributes, toResourceAttributes } from '../resource.ts'
import { shared } from '../shared.ts'

/** What our logger needs to know. */
export type LoggerSettings = {
  readonly level: Config['agent']['logLevel']
  /** `service` of each line. */
  readonly service: string
  /** `environment` of each line. */
  readonly environment: string | undefined
  readonly file: LogFileSettings | undefined
}

export type LogFileSettings = { readonly path: string; readonly maxSize: string; readonly maxDays: number }

const fromEnvironment = (): LoggerSettings => {
  const { config } = loadConfig()
  return toLoggerSettings(config, toResourceAttributes(config, process.argv[1]))
}

type State = {
  make: () => LoggerSettings
  settings: LoggerSettings | undefined
  readonly listeners: ((settings: LoggerSettings) => void)[]
}

const state = shared<State>('logger settings', () => ({ make: fromEnvironment, settings: undefined, listeners: [] }))

/** Settings of the running agent; without one, what the environment says. */
export const loggerSettings = (): LoggerSettings => {
  state.settings ??= state.make()
  return state.settings
}

/** Called by the agent when it starts, which may be after the logger was made. Settings are made when somebody logs. */
export const setLoggerSettings = (next: () => LoggerSettings): void => {
  state.make = next
  state.settings = undefined
  for (const heard of state.listeners) heard(loggerSettings())
}

export const onLoggerSettings = (heard: (settings: LoggerSettings) => void): void => {
  state.listeners.push(heard)
}

export const toLoggerSettings = ({ agent }: Config, resource: ResourceAttributes): LoggerSettings => ({
  level: agent.logLevel,
  service: String(resource['service.name']),
  environment: resource['deployment.environment.name']?.toString(),
  file:
    agent.logFile === undefined
      ? undefined
      : { path: agent.logFile, maxSize: agent.logFileMaxSize, maxDays: agent.logFileMaxDays },
})
