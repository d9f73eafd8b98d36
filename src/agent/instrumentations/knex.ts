import type { Instrumentation } from '@opentelemetry/instrumentation'
import { KnexInstrumentation } from '@opentelemetry/instrumentation-knex'

/** Not truncated here, because masking needs the whole statement; long ones are truncated when the span ends. */
const maxQueryLength = 1_000_000

/** Statements are recorded with their placeholders; literal values in them are masked when the span ends. */
export const create = (): Instrumentation => new KnexInstrumentation({ maxQueryLength })
