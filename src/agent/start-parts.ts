import { createRequire } from 'node:module'
import type { Config } from '../config/schema.ts'
import type { AgentContext } from './context.ts'
import { createContext } from './create-context.ts'
import { startEnds } from './ends/start-ends.ts'
import type { Extensions } from './extensions.ts'
import { startFrameworks } from './frameworks/start-frameworks.ts'
import { createRequestLog } from './logs/request-log.ts'
import { startLogs } from './logs/start-logs.ts'
import { type Metrics, startMetrics } from './metrics/start-metrics.ts'
import { announce, type RunningAgent } from './running.ts'
import { recordException } from './server/server-span.ts'
import { type ServerSpans, startServerSpans } from './server/start-server-spans.ts'
import { startUsage } from './usage/start-usage.ts'
import { chooseIdentify } from './users/choose-identify.ts'
import type { Warnings } from './warn.ts'

const require = createRequire(import.meta.url)

/** Our parts of a running agent. */
export type Parts = {
  readonly agent: RunningAgent
  readonly context: AgentContext
  readonly metrics: Metrics | undefined
}

/**
 * Starts our parts: metrics, logs, server spans, and the end of the process. The caller starts the OpenTelemetry API.
 */
export const startParts = (config: Config, extensions: Extensions, warnings: Warnings): Parts => {
  const owned = createContext(config, extensions, warnings)
  const { context } = owned
  listenToErrors(context, extensions)
  const metrics = startMetrics(context)
  startLogs(context)
  const usage = startUsage(context)
  const servers = watchServers(context, extensions, metrics)
  startEnds(owned, {
    endOpen: () => {
      servers.endOpen()
      usage.endOpen()
      context.tail?.settle()
    },
  })
  const agent = announce<RunningAgent>({
    flush: owned.flush,
    shutdown: () => {
      usage.endOpen()
      return owned.shutdown()
    },
    ...usage.agent,
    eventMemory: owned.eventMemory,
    isHolding: owned.isHolding,
    endRequest: servers.endEarly,
    answerScrape: (request, response) => metrics?.answerScrape(request, response) ?? false,
    settings: () => ({ config, resourceAttributes: context.resourceAttributes }),
  })
  return { agent, context, metrics }
}

/** The span of the request comes first, then the other observers. */
const listenToErrors = ({ thrown, sinks }: AgentContext, { onError }: Extensions): void => {
  thrown.listen((error, span) => {
    if (span?.ended === false) recordException(span, error)
  })
  for (const listener of [sinks.error, onError]) {
    if (listener) thrown.listen((error, span) => listener(error, span?.ids))
  }
}

const watchServers = (context: AgentContext, extensions: Extensions, metrics: Metrics | undefined): ServerSpans => {
  const { agent } = context.config
  const { spanProcessors = [] } = extensions
  const identify = chooseIdentify(context, extensions)
  if (agent.httpServer !== 'plainsight') return { endOpen: () => undefined, endEarly: () => undefined }
  startFrameworks(context)
  const bridge = spanProcessors.length > 0 ? loadBridge().createProcessorBridge(context, spanProcessors) : undefined
  return startServerSpans(context, {
    observer: metrics?.observer,
    started: bridge?.started,
    identify,
    ended: [createRequestLog(agent.requestLog), bridge?.ended].filter((listener) => listener !== undefined),
  })
}

const loadBridge = (): typeof import('./open-telemetry/processor-bridge.ts') =>
  require('./open-telemetry/processor-bridge.js')
