import type { Instrumentation } from '@opentelemetry/instrumentation'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'

/** Statements are sent with their placeholders, without values. */
export const create = (): Instrumentation => new PgInstrumentation()
