import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MySQL2Instrumentation } from '@opentelemetry/instrumentation-mysql2'

/**
 * With masking enabled, bound values are never inserted into the statement; literals in it are masked when the span
 * ends.
 */
export const create = (): Instrumentation =>
  new MySQL2Instrumentation({ maskStatement: true, maskStatementHook: (statement) => statement })
