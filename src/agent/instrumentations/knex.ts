import type { Instrumentation } from '@opentelemetry/instrumentation'
import { KnexInstrumentation } from '@opentelemetry/instrumentation-knex'

/** Longer statements are cut when the span ends: masking needs their end. */
const maxQueryLength = 1_000_000

/** Statements come with their placeholders; values that stand in them are masked when the span ends. */
export const create = (): Instrumentation => new KnexInstrumentation({ maxQueryLength })
