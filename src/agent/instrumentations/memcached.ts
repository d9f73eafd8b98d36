import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MemcachedInstrumentation } from '@opentelemetry/instrumentation-memcached'

/** The key of a value is removed when the span ends. */
export const create = (): Instrumentation => new MemcachedInstrumentation()
