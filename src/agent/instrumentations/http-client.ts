import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'

const modules: Readonly<Record<string, unknown>> = { http, https }

/** What an instrumentation keeps of the modules it patches. */
type WithModules = { readonly _modules: readonly InstrumentationNodeModuleDefinition[] }

/**
 * Switches the stock instrumentation of `http` and `https` on: calls out, and requests in when ours are not wanted. The app has
 * loaded both already, so no hook on `require` would see them: they are handed over.
 */
export const create = (options: { readonly server: boolean }): void => {
  const instrumentation = new HttpInstrumentation({ disableIncomingRequestInstrumentation: !options.server })
  for (const definition of (instrumentation as unknown as WithModules)._modules) {
    definition.patch?.(modules[definition.name])
  }
  syncBuiltinESMExports()
}
