import { createRequire } from 'node:module'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Config } from '../config/schema.ts'
import type { AgentContext } from './context.ts'
import { createContext, type OwnedContext } from './create-context.ts'
import { startEnds } from './ends/start-ends.ts'
import { startFrameworks } from './frameworks/start-frameworks.ts'
import { createRequestLog } from './logs/request-log.ts'
import { startLogs } from './logs/start-logs.ts'
import { startMetrics } from './metrics/start-metrics.ts'
import type { ProcessorBridge } from './open-telemetry/processor-bridge.ts'
import { type ServerSpans, startServerSpans } from './server/start-server-spans.ts'

const require = createRequire(import.meta.url)

/** Starts what is ours: metrics, logs, server spans, and the end of the process. The OpenTelemetry API is left to the caller. */
export const startParts = (config: Config, processors: readonly SpanProcessor[]): OwnedContext => {
  const owned = createContext(config)
  startMetrics(owned.context)
  startLogs(owned.context)
  startEnds(owned, watchServers(owned.context, processors))
  return owned
}

const watchServers = (context: AgentContext, processors: readonly SpanProcessor[]): ServerSpans => {
  const { agent, otel } = context.config
  if (agent.httpServer !== 'plainsight') return { endOpen: () => undefined }
  startFrameworks()
  const bridge = processors.length > 0 ? loadBridge(context, processors) : undefined
  const listeners = [createRequestLog(agent.requestLog), bridge?.ended].filter((listener) => listener !== undefined)
  const queue = otel.tracesExporter === 'none' ? undefined : context.queueOf('traces')
  return startServerSpans(context, queue, listeners, bridge?.started)
}

const loadBridge = (context: AgentContext, processors: readonly SpanProcessor[]): ProcessorBridge =>
  (
    require('./open-telemetry/processor-bridge.js') as typeof import('./open-telemetry/processor-bridge.ts')
  ).createProcessorBridge(context, processors)
