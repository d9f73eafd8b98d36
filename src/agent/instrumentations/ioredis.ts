import type { Instrumentation } from '@opentelemetry/instrumentation'
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis'

/** Commands are sent without their values. */
export const create = (): Instrumentation => new IORedisInstrumentation()
