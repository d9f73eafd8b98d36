import { createRequire } from 'node:module'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { AgentContext } from '../context.ts'
import type { Registration } from './register-api.ts'

const require = createRequire(import.meta.url)

/** Where every copy of `@opentelemetry/api` 1.x looks for what is registered. */
const globalKey = Symbol.for('opentelemetry.js.api.1')

/** The SDK behind the API, made when first needed. */
export type LazyApi = {
  /** Loads the SDK and registers it, unless that was done. Undefined when another SDK was there before us. */
  wake(): Registration | undefined
  /** What was woken. */
  awake(): Registration | undefined
}

type Global = Record<symbol, unknown>

/**
 * Puts the SDK behind the API without loading either: the place where the API keeps its registrations answers the first
 * question with registering ours. It holds for bundled copies of the API too.
 */
export const startLazyApi = (context: AgentContext, processors: readonly SpanProcessor[] = []): LazyApi => {
  const other = (globalThis as Global)[globalKey] as Record<string, unknown> | undefined
  if (other?.trace) {
    context.warnOnce('other-sdk', 'another OpenTelemetry SDK is running already; its spans stay its own')
    return { wake: () => undefined, awake: () => undefined }
  }
  let registration: Registration | undefined
  const settle = (value: unknown): void => {
    Object.defineProperty(globalThis, globalKey, { value, configurable: true, enumerable: true, writable: true })
  }
  const wake = (): Registration => {
    if (registration) return registration
    delete (globalThis as Global)[globalKey]
    if (other) settle(other)
    registration = loadRegistration().registerApi(context, processors)
    return registration
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
  return { wake, awake: () => registration }
}

const loadRegistration = (): typeof import('./register-api.ts') => require('./register-api.js')
