import type { Instrumentation } from '@opentelemetry/instrumentation'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'

/** Statements come with their placeholders; values that stand in them are masked when the span ends. */
export const create = (): Instrumentation => new PgInstrumentation()
