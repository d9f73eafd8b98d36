import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { agentOptions } from '../config/agent-options.ts'
import { type ConfigInput, loadConfig } from '../config/load.ts'
import type { OptionValues } from '../config/option.ts'
import { otelOptions } from '../config/otel-options.ts'
import { startInstrumentations } from './instrumentations/start-instrumentations.ts'
import { startLazyApi } from './open-telemetry/lazy-api.ts'
import { sayOtherRuntime } from './other-runtime.ts'
import { startParts } from './start-parts.ts'
import { setDiagnosticLevel, warnOnce } from './warn.ts'

/** A running agent. */
export type Agent = {
  /** Sends all that is pending; settles when sent or given up. */
  flush(): Promise<void>
}

type Settings = OptionValues<typeof otelOptions> & OptionValues<typeof agentOptions>

/** Every setting of the agent by its name; what is left out comes from the environment, the file, or the default. */
export type StartOptions = { readonly [K in keyof Settings]?: Settings[K] | undefined } & {
  /** Span processors of your own: they see every span, those of requests included. */
  readonly spanProcessors?: readonly SpanProcessor[]
}

const running = Symbol.for('plainsight.agent')
type Process = typeof globalThis & { [running]?: Agent }

const idle: Agent = { flush: () => Promise.resolve() }

/** Starts the agent from the environment; called by the hook. */
export const startByHook = (): void => {
  start()
}

/**
 * Starts the agent, once per thread: when it runs already, by the hook or an earlier call, nothing changes. Call it before anything
 * else is loaded: `import { start } from 'plainsight'; start({ serviceName: 'shop' })`. Never throws: a bad setting is named on stderr
 * and its default is taken.
 */
export const start = (options: StartOptions = {}): Agent => {
  const known = (globalThis as Process)[running]
  if (known) return known
  const agent = sayOtherRuntime() ? idle : startOnce(options)
  Object.defineProperty(globalThis, running, { value: agent, configurable: true })
  return agent
}

const startOnce = ({ spanProcessors = [], ...settings }: StartOptions): Agent => {
  const config = loadAgentConfig(settings)
  if (config.otel.disabled) return idle
  const owned = startParts(config, spanProcessors)
  const api = startLazyApi(owned.context, spanProcessors)
  startInstrumentations(owned.context, api)
  return { flush: owned.flush }
}

/** Reads the configuration; what is wrong is said in one line and passed over. */
export const loadAgentConfig = (settings: object): ReturnType<typeof loadConfig>['config'] => {
  const { config, faults } = loadConfig({ code: toConfigInput(settings) })
  setDiagnosticLevel(config.otel.diagnosticLevel)
  if (faults.length > 0) {
    const list = faults.map(({ key, value, expected }) => `${key}=${value} (expected ${expected})`)
    warnOnce('config', `settings ignored: ${list.join('; ')}`)
  }
  return config
}

const toConfigInput = (settings: object): ConfigInput => {
  const groups = { otel: {} as Record<string, unknown>, agent: {} as Record<string, unknown> }
  for (const [name, value] of Object.entries(settings)) {
    if (Object.hasOwn(otelOptions, name)) groups.otel[name] = value
    else if (Object.hasOwn(agentOptions, name)) groups.agent[name] = value
    else warnOnce(`option-${name}`, `start() has no option ${name}`)
  }
  return groups
}
