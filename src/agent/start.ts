import { type ConfigInput, loadConfig } from '../config/load.ts'
import type { AgentContext } from './context.ts'
import { createContext } from './create-context.ts'
import { startEnds } from './ends/start-ends.ts'
import { startFrameworks } from './frameworks/start-frameworks.ts'
import { startInstrumentations } from './instrumentations/start-instrumentations.ts'
import { createRequestLog } from './logs/request-log.ts'
import { startLogs } from './logs/start-logs.ts'
import { startMetrics } from './metrics/start-metrics.ts'
import { startLazyApi } from './open-telemetry/lazy-api.ts'
import { startServerSpans } from './server/start-server-spans.ts'
import { warnOnce } from './warn.ts'

/** A running agent. */
export type Agent = {
  /** Sends all that is pending; settles when sent or given up. */
  flush(): Promise<void>
}

const running = Symbol.for('plainsight.agent')
type Process = typeof globalThis & { [running]?: Agent }

const idle: Agent = { flush: () => Promise.resolve() }

/** Starts the agent from the environment, once per thread; never throws. */
export const startByHook = (): void => {
  startAgent({})
}

/**
 * Starts the agent, once per thread: a second start changes nothing. Never throws: a bad setting is named on stderr and
 * its default is taken.
 */
export const startAgent = (code: ConfigInput): Agent => {
  const known = (globalThis as Process)[running]
  if (known) return known
  const agent = start(code)
  Object.defineProperty(globalThis, running, { value: agent, configurable: true })
  return agent
}

const start = (code: ConfigInput): Agent => {
  const { config, faults } = loadConfig({ code })
  if (faults.length > 0) {
    const list = faults.map(({ key, value, expected }) => `${key}=${value} (expected ${expected})`)
    warnOnce('config', `settings passed over: ${list.join('; ')}`)
  }
  if (config.otel.disabled) return idle
  const owned = createContext(config)
  const { context } = owned
  const api = startLazyApi(context)
  startMetrics(context)
  startLogs(context)
  startInstrumentations(context, api)
  const serverSpans = watchServers(context)
  startEnds(owned, serverSpans)
  return { flush: () => owned.flush() }
}

const watchServers = (context: AgentContext): { endOpen(): void } => {
  const { agent, otel } = context.config
  if (agent.httpServer !== 'plainsight') return { endOpen: () => undefined }
  startFrameworks()
  const requestLog = createRequestLog(agent.requestLog)
  const queue = otel.tracesExporter === 'none' ? undefined : context.queueOf('traces')
  return startServerSpans(context, queue, requestLog ? [requestLog] : [])
}
