import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { toTellingError } from './telling-errors.ts'

const modules: Readonly<Record<string, unknown>> = { http, https }

/** What an instrumentation keeps of the modules it patches. */
type WithModules = { readonly _modules: readonly InstrumentationNodeModuleDefinition[] }

/** Where an instrumentation hears of an error, for the span and the metric. */
type ErrorHandler = (span: unknown, metricAttributes: unknown, startTime: unknown, error: unknown) => void
const errorHandlers = ['_onOutgoingRequestError', '_onServerResponseError'] as const

/** The stock instrumentation of `http` and `https`: calls out, and requests in when ours are not wanted. */
export const createHttpInstrumentation = (options: { readonly server: boolean }): HttpInstrumentation => {
  const instrumentation = new HttpInstrumentation({ disableIncomingRequestInstrumentation: !options.server })
  const handlers = instrumentation as unknown as Record<(typeof errorHandlers)[number], ErrorHandler>
  for (const name of errorHandlers) {
    const original = handlers[name]
    handlers[name] = (span, metricAttributes, startTime, error) =>
      original.call(instrumentation, span, metricAttributes, startTime, toTellingError(error))
  }
  return instrumentation
}

/**
 * Switches it on. The app has loaded both modules already, so no hook on `require` would see them: they are handed
 * over.
 */
export const create = (options: { readonly server: boolean }): void => {
  const { _modules: definitions } = createHttpInstrumentation(options) as unknown as WithModules
  for (const definition of definitions) definition.patch?.(modules[definition.name])
  syncBuiltinESMExports()
}
