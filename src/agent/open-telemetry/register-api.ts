import {
  context,
  createNoopMeter,
  DiagLogLevel,
  diag,
  type MeterProvider,
  metrics,
  propagation,
  trace,
} from '@opentelemetry/api'
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { AgentContext } from '../context.ts'
import { readContextsBy } from '../current-ids.ts'
import { meterProvider } from '../metrics/running-metrics.ts'
import { toSpanLimits } from '../server/span-details.ts'
import { readServerSpansBy } from '../storage.ts'
import { isTalkative, say } from '../warn.ts'
import { createContextManager } from './context-manager.ts'
import { createEncodingProcessor } from './encoding-processor.ts'
import { readingRoutes } from './inner-routes.ts'
import { createPropagator } from './propagators.ts'
import { createSampler } from './samplers.ts'
import { createContextOf, idsOfContext, serverSpanOf } from './server-context.ts'

const noMeters: MeterProvider = { getMeter: () => createNoopMeter() }

/** The SDK as it is registered with the API. */
export type Registration = { readonly tracerProvider: TracerProvider }

/** Composes the SDK and registers it for everything that uses the API: instrumentations and the app's own spans. */
export const registerApi = (agent: AgentContext, processors: readonly SpanProcessor[] = []): Registration => {
  const { config } = agent
  const encoding = config.otel.tracesExporter === 'none' ? [] : [createEncodingProcessor(agent.queueOf('traces'))]
  const tracerProvider = new TracerProvider({
    resource: agent.resource,
    sampler: readingRoutes(createSampler(config)),
    spanLimits: toSpanLimits(config),
    spanProcessors: [...encoding, ...processors],
  })
  listenForOthers(agent)
  readContextsBy(idsOfContext)
  readServerSpansBy(serverSpanOf)
  context.setGlobalContextManager(createContextManager(createContextOf(agent)))
  propagation.setGlobalPropagator(createPropagator(config))
  trace.setGlobalTracerProvider(tracerProvider)
  metrics.setGlobalMeterProvider(createLazyMeters())
  return { tracerProvider }
}

/** Metrics wake when a meter is asked for; what they ask for themselves while they wake is answered with nothing. */
const createLazyMeters = (): MeterProvider => {
  let waking = false
  return {
    getMeter: (...asked) => {
      if (waking) return createNoopMeter()
      waking = true
      try {
        return (meterProvider() ?? noMeters).getMeter(...asked)
      } finally {
        waking = false
      }
    },
  }
}

const otherSdk = 'the app starts an OpenTelemetry SDK of its own beside plainsight; plainsight was first and stays'

/**
 * The API tells of a second registration only through its diagnostics; an app that sets a logger of its own takes this place. What
 * else the parts of OpenTelemetry have to say is heard only when `OTEL_LOG_LEVEL` asks for it.
 */
const listenForOthers = (agent: AgentContext): void => {
  const pass = (message: string, ...rest: unknown[]): void => {
    if (isTalkative()) say(['OpenTelemetry:', message, ...rest].join(' '))
  }
  const error = (message: string, ...rest: unknown[]): void => {
    if (message.includes('duplicate registration')) agent.warnOnce('other-sdk', otherSdk)
    else pass(message, ...rest)
  }
  const level = isTalkative() ? DiagLogLevel.ALL : DiagLogLevel.ERROR
  diag.setLogger({ error, warn: pass, info: pass, debug: pass, verbose: pass }, level)
}
