import { createRequire } from 'node:module'
import type { AgentContext } from '../context.ts'
import type { Metrics } from '../metrics/start-metrics.ts'
import type { SpanProcessor } from './sdk-types.ts'

const require = createRequire(import.meta.url)

/** Where every copy of `@opentelemetry/api` 1.x looks for what is registered. */
const globalKey = Symbol.for('opentelemetry.js.api.1')

/** The SDK behind the API, created when first needed. */
export type LazyApi = {
  /** Loads the SDK and registers it, unless that is already done or another SDK was registered before. */
  wake(): void
}

type Global = Record<symbol, unknown>

/**
 * Connects the SDK to the API without loading either: ours is registered when the global in which the API stores its
 * registrations is first read. This works for bundled copies of the API too.
 */
export const startLazyApi = (
  context: AgentContext,
  processors: readonly SpanProcessor[],
  metrics: Metrics | undefined,
): LazyApi => {
  const other = (globalThis as Global)[globalKey] as Record<string, unknown> | undefined
  if (other?.trace) {
    context.warnOnce('other-sdk', 'another OpenTelemetry SDK is already registered; it exports its own spans')
    return { wake: () => undefined }
  }
  let isAwake = false
  const settle = (value: unknown): void => {
    Object.defineProperty(globalThis, globalKey, { value, configurable: true, enumerable: true, writable: true })
  }
  const wake = (): void => {
    if (isAwake) return
    isAwake = true
    delete (globalThis as Global)[globalKey]
    if (other) settle(other)
    try {
      loadRegistration().registerApi(context, processors, metrics)
    } catch (error) {
      // Node 22.15 throws when the app is importing a package of OpenTelemetry at this very moment.
      context.warnOnce('api', `OpenTelemetry's API records nothing: ${(error as Error)?.message}`)
    }
  }
  Object.defineProperty(globalThis, globalKey, {
    configurable: true,
    enumerable: true,
    get: () => {
      wake()
      return (globalThis as Global)[globalKey]
    },
    set: settle,
  })
  return { wake }
}

const loadRegistration = (): typeof import('./register-api.ts') => require('./register-api.js')
