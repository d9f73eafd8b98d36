import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node'
import { readContextsBy } from './current-ids.ts'
import { createHttpInstrumentation } from './instrumentations/http-client.ts'
import { libraries } from './instrumentations/table.ts'
import { createUndiciInstrumentation } from './instrumentations/undici.ts'
import { createContextManager } from './open-telemetry/context-manager.ts'
import { createEncodingProcessor } from './open-telemetry/encoding-processor.ts'
import { createPropagator } from './open-telemetry/propagators.ts'
import { createSampler } from './open-telemetry/samplers.ts'
import { createContextOf, idsOfContext, serverSpanOf } from './open-telemetry/server-context.ts'
import { toSpanLimits } from './server/span-details.ts'
import { loadAgentConfig, type StartOptions } from './start.ts'
import { startParts } from './start-parts.ts'
import { readServerSpansBy } from './storage.ts'

/**
 * Our parts for an app that runs `@opentelemetry/sdk-node` itself: `new NodeSDK(nodeSdkConfiguration()).start()`. Starts our server spans,
 * logs and metrics, and gives the SDK what it needs to make one trace with them; anything in the result may be replaced. Call it before the
 * app loads its libraries, and use it instead of the hook, not beside it.
 */
export const nodeSdkConfiguration = (options: StartOptions = {}): Partial<NodeSDKConfiguration> => {
  const { spanProcessors = [], ...settings } = options
  const config = loadAgentConfig(settings)
  if (config.otel.disabled) return {}
  const { context } = startParts(config, spanProcessors)
  readContextsBy(idsOfContext)
  readServerSpansBy(serverSpanOf)
  return {
    resource: context.resource,
    autoDetectResources: false,
    contextManager: createContextManager(createContextOf(context)),
    textMapPropagator: createPropagator(config),
    sampler: createSampler(config),
    spanLimits: toSpanLimits(config),
    spanProcessors: [createEncodingProcessor(context.queueOf('traces')), ...spanProcessors],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      createHttpInstrumentation({ server: config.agent.httpServer === 'stock' }),
      createUndiciInstrumentation(),
      ...Object.values(libraries).map((library) => library.load().create()),
    ],
  }
}
