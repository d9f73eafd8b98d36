import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node'
import { createHttpInstrumentation } from './instrumentations/http-client.ts'
import { startOwnInstrumentations } from './instrumentations/start-instrumentations.ts'
import { libraries } from './instrumentations/table.ts'
import { createUndiciInstrumentation } from './instrumentations/undici.ts'
import { createContextManager } from './open-telemetry/context-manager.ts'
import { createPropagator } from './open-telemetry/propagators.ts'
import { createSampler } from './open-telemetry/sampler.ts'
import { createContextOf } from './open-telemetry/server-context.ts'
import { createSinkProcessor } from './open-telemetry/sink-processor.ts'
import { toSpanLimits } from './server/span-details.ts'
import { loadStartOptions, type StartOptions } from './start.ts'
import { startParts } from './start-parts.ts'

/**
 * Our parts for an app that runs `@opentelemetry/sdk-node` itself: `new NodeSDK(nodeSdkConfiguration()).start()`.
 * Starts our server spans, logs and metrics, and gives the SDK what it needs to make one trace with them; anything in
 * the result may be replaced. Call it before the app loads its libraries, and use it instead of the hook, not beside
 * it.
 */
export const nodeSdkConfiguration = (options: StartOptions = {}): Partial<NodeSDKConfiguration> => {
  const { config, extensions, warnings } = loadStartOptions(options)
  if (config.otel.disabled) return {}
  const { context } = startParts(config, extensions, warnings)
  startOwnInstrumentations(context)
  return {
    resource: context.resource,
    autoDetectResources: false,
    contextManager: createContextManager(createContextOf(context)),
    textMapPropagator: createPropagator(config),
    sampler: createSampler(context),
    spanLimits: toSpanLimits(config),
    spanProcessors: [createSinkProcessor(context), ...(extensions.spanProcessors ?? [])],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      createHttpInstrumentation(config),
      createUndiciInstrumentation(),
      ...Object.values(libraries).flatMap(({ stock }) => (stock ? [stock().create()] : [])),
    ],
  }
}
