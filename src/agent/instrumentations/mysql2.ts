import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MySQL2Instrumentation } from '@opentelemetry/instrumentation-mysql2'

/** The driver writes values into its statements: they are masked. */
export const create = (): Instrumentation => new MySQL2Instrumentation({ maskStatement: true })
