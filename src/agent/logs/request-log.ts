import { createRequire } from 'node:module'
import type { Config } from '../../config/schema.ts'
import type { SpanListener } from '../server/end.ts'
import type { SpanTemplate } from '../server/request-template.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { storage } from '../storage.ts'

const require = createRequire(import.meta.url)

/** What the log needs of a logger: ours, loaded only if the option is set. */
type LineLogger = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>

/**
 * Writes a line per finished request through our logger (`PLAINSIGHT_REQUEST_LOG`); undefined when the option is off.
 */
export const createRequestLog = (setting: Config['agent']['requestLog']): SpanListener | undefined => {
  if (setting === 'off') return undefined
  // Before the first request, and synchronously: Node 22.15 throws when code requires a module while an import of its
  // graph is in progress.
  setImmediate(loadLogger).unref()
  return (span, template, end) => {
    if (setting === 'all' || template.statusCode >= 500) writeLine(loadLogger().logger, span, template, end)
  }
}

const loadLogger = (): typeof import('./logger.ts') => require('./logger.js')

/** The response ends outside the request's context, so the line is written within that context to get its ids. */
const writeLine = (logger: LineLogger, span: ServerSpan, template: SpanTemplate, end: number): void => {
  const { path } = span
  const { method, route, statusCode, errorType } = template
  const level = statusCode >= 500 ? 'error' : errorType === undefined ? 'info' : 'warn'
  const fields = {
    method,
    path,
    ...(route !== undefined && { route }),
    ...(statusCode > 0 && { status: statusCode }),
    duration_ms: Math.round((end - span.start) * 100) / 100,
    ...(errorType !== undefined && { error_type: errorType }),
  }
  storage.run(span, () => logger[level](fields, `${method} ${path} ${statusCode || errorType}`))
}
