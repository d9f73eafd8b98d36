import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'

/** The handler of the instrumentation for a request that has just been made. */
type FirstRequest = { onRequestCreated(message: unknown): void }

/** Switches the stock instrumentation of undici and `fetch` on, and hands it the request that woke it. */
export const create = (message: unknown): void => {
  const instrumentation = new UndiciInstrumentation()
  instrumentation.enable()
  ;(instrumentation as unknown as FirstRequest).onRequestCreated(message)
}
