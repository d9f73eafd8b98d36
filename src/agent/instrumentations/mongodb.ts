import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb'

/** Commands are recorded with `?` for each value. */
export const create = (): Instrumentation => new MongoDBInstrumentation()
