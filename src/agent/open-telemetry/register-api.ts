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
import { TracerProvider } from '@opentelemetry/sdk-trace'
import type { AgentContext } from '../context.ts'
import type { Metrics } from '../metrics/start-metrics.ts'
import { toSpanLimits } from '../server/span-details.ts'
import { isTalkative, say } from '../warn.ts'
import { createContextManager } from './context-manager.ts'
import { createPropagator } from './propagators.ts'
import { createSampler } from './sampler.ts'
import type { SpanProcessor } from './sdk-types.ts'
import { createContextOf } from './server-context.ts'
import { createSinkProcessor } from './sink-processor.ts'

const noMeters: MeterProvider = { getMeter: () => createNoopMeter() }

/** Composes the SDK and registers it for everything that uses the API: instrumentations and the app's own spans. */
export const registerApi = (
  agent: AgentContext,
  processors: readonly SpanProcessor[],
  counts: Metrics | undefined,
): void => {
  const { config } = agent
  const tracerProvider = new TracerProvider({
    resource: agent.resource,
    sampler: createSampler(agent),
    spanLimits: toSpanLimits(config),
    spanProcessors: [createSinkProcessor(agent), ...processors],
  })
  listenForOthers(agent)
  context.setGlobalContextManager(createContextManager(createContextOf(agent)))
  propagation.setGlobalPropagator(createPropagator(config))
  trace.setGlobalTracerProvider(tracerProvider)
  metrics.setGlobalMeterProvider(createLazyMeters(counts))
}

/** The metrics SDK is loaded at the first use of a meter; meters that it requests itself while it loads do nothing. */
const createLazyMeters = (counts: Metrics | undefined): MeterProvider => {
  let waking = false
  return {
    getMeter: (...args) => {
      if (waking) return createNoopMeter()
      waking = true
      try {
        return (counts?.provider() ?? noMeters).getMeter(...args)
      } finally {
        waking = false
      }
    },
  }
}

const otherSdk = 'the app starts an OpenTelemetry SDK of its own beside plainsight; plainsight was first and stays'

/**
 * The API reports a second registration only through its diagnostics; an app that sets its own logger replaces this
 * one. Other diagnostics of OpenTelemetry are shown only with `OTEL_LOG_LEVEL=debug` and above.
 */
const listenForOthers = (agent: AgentContext): void => {
  const level = agent.config.otel.diagnosticLevel
  const pass = (message: string, ...rest: unknown[]): void => {
    if (isTalkative(level)) say(['OpenTelemetry:', message, ...rest].join(' '))
  }
  const error = (message: string, ...rest: unknown[]): void => {
    if (message.includes('duplicate registration')) agent.warnOnce('other-sdk', otherSdk)
    else pass(message, ...rest)
  }
  diag.setLogger(
    { error, warn: pass, info: pass, debug: pass, verbose: pass },
    isTalkative(level) ? DiagLogLevel.ALL : DiagLogLevel.ERROR,
  )
}
