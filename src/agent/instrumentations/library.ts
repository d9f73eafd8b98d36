import type { Instrumentation } from '@opentelemetry/instrumentation'

/** An instrumentation of a library: stock OpenTelemetry, loaded when the app loads the library. */
export type Library = {
  /** Packages whose loading wakes it. */
  readonly modules: readonly string[]
  /** Loads the instrumentation and switches it on. */
  load(): { create(): Instrumentation }
}
