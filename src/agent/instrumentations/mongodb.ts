import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb'

/** Commands are sent with `?` for each value. */
export const create = (): Instrumentation => new MongoDBInstrumentation()
