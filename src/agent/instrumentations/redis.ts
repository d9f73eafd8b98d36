import type { Instrumentation } from '@opentelemetry/instrumentation'
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis'

/** Commands are sent without their values. */
export const create = (): Instrumentation => new RedisInstrumentation()
