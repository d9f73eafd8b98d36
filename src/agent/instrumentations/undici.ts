import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { noteDestination } from '../propagation/destinations.ts'
import { toTellingError } from './telling-errors.ts'

/** The instrumentation's handlers of request events. */
type Handlers = {
  onRequestCreated(message: unknown): void
  onError(message: { readonly request: unknown; readonly error: unknown }): void
}

/** The stock instrumentation of undici and `fetch`. */
export const createUndiciInstrumentation = (): UndiciInstrumentation => {
  // It binds its handlers when it is enabled, so they are replaced before.
  const instrumentation = new UndiciInstrumentation({ enabled: false })
  instrumentation.setConfig({
    enabled: true,
    requestHook: (span, { origin, path }) => {
      const url = URL.parse(path, origin)
      noteDestination(span, url?.hostname, undefined)
    },
  })
  const handlers = instrumentation as unknown as Handlers
  const { onError } = handlers
  handlers.onError = ({ request, error }) => onError.call(instrumentation, { request, error: toTellingError(error) })
  return instrumentation
}

/** Enables it, and passes on the request that triggered its loading. */
export const create = (message: unknown): void => {
  const instrumentation = createUndiciInstrumentation()
  instrumentation.enable()
  ;(instrumentation as unknown as Handlers).onRequestCreated(message)
}
