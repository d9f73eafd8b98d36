import { agentOptions } from '../config/agent-options.ts'
import { type ConfigInput, loadConfig } from '../config/load.ts'
import type { OptionValues } from '../config/option.ts'
import { otelOptions } from '../config/otel-options.ts'
import type { Config } from '../config/schema.ts'
import { type Extensions, faultOf, isExtension } from './extensions.ts'
import { startInstrumentations } from './instrumentations/start-instrumentations.ts'
import { startLazyApi } from './open-telemetry/lazy-api.ts'
import { sayOtherRuntime } from './other-runtime.ts'
import { type Agent, announce, runningAgent } from './running.ts'
import { startParts } from './start-parts.ts'
import { createWarnings, type Warnings } from './warn.ts'

type Options = OptionValues<typeof otelOptions> & OptionValues<typeof agentOptions>

/** Every setting of the agent by its name; what is left out comes from the environment, the file, or the default. */
type Settings = { readonly [K in keyof Options]?: Options[K] | undefined }

/** What `start()` takes, each by its name: settings, and functions and objects of the app. */
export type StartOptions = Settings & Extensions

const idle: Agent = { flush: () => Promise.resolve(), shutdown: () => Promise.resolve() }

/** Starts the agent from the environment; called by the hook. */
export const startByHook = (): void => {
  start()
}

/**
 * Starts the agent, once per thread: when it runs already, by the hook or an earlier call, nothing changes. Call it
 * before anything else is loaded: `import { start } from 'plainsight'; start({ serviceName: 'shop' })`. Never throws: a
 * bad setting is named on stderr and its default is taken.
 */
export const start = (options: StartOptions = {}): Agent =>
  runningAgent() ?? (sayOtherRuntime() ? announce(idle) : startOnce(options))

const startOnce = (options: StartOptions): Agent => {
  const { config, extensions, warnings } = loadStartOptions(options)
  if (config.otel.disabled) return announce(idle)
  const { agent, context, metrics } = startParts(config, extensions, warnings)
  const api = startLazyApi(context, extensions.spanProcessors ?? [], metrics)
  startInstrumentations(context, api)
  return agent
}

/** What the agent starts with. */
export type Loaded = { readonly config: Config; readonly extensions: Extensions; readonly warnings: Warnings }

/** Reads the configuration; one warning names what is wrong with it, and those settings are ignored. */
export const loadStartOptions = (options: StartOptions): Loaded => {
  const { input, extensions, complaints } = sortOptions(options)
  const { config, faults } = loadConfig({ code: input })
  const warnings = createWarnings(config.otel.diagnosticLevel)
  for (const [name, sentence] of complaints) warnings.warnOnce(`option-${name}`, sentence)
  if (faults.length > 0) {
    const list = faults.map(({ key, value, expected }) => `${key}=${value} (expected ${expected})`)
    warnings.warnOnce('config', `settings ignored: ${list.join('; ')}`)
  }
  return { config, extensions, warnings }
}

type Sorted = {
  readonly input: ConfigInput
  readonly extensions: Extensions
  /** Names that are wrong, and what is wrong with them. */
  readonly complaints: readonly (readonly [name: string, sentence: string])[]
}

const sortOptions = (options: object): Sorted => {
  const groups = { otel: {} as Record<string, unknown>, agent: {} as Record<string, unknown> }
  const extensions: Record<string, unknown> = {}
  const complaints: [name: string, sentence: string][] = []
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(otelOptions, name)) groups.otel[name] = value
    else if (Object.hasOwn(agentOptions, name)) groups.agent[name] = value
    else if (!isExtension(name)) complaints.push([name, `start() has no option ${name}`])
    else if (value !== undefined) {
      const fault = faultOf(name, value)
      if (fault === undefined) extensions[name] = value
      else complaints.push([name, fault])
    }
  }
  return { input: groups, extensions, complaints }
}
