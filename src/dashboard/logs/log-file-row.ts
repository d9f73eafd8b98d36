import type { FileRow } from '../download/csv.ts'
import type { LogLine } from './log-line.ts'

/** Nanoseconds since 1970 as RFC 3339 with all of its digits. */
const toTime = (ns: string): string =>
  `${new Date(Number(BigInt(ns) / 1_000_000n)).toISOString().slice(0, 19)}.${ns.slice(-9).padStart(9, '0')}Z`

/** A log line as a row of a file. */
export const toFileRow = (line: LogLine): FileRow => ({
  time: toTime(line.ns),
  severity: line.severity,
  severityText: line.severityText,
  service: line.service,
  body: line.body,
  traceId: line.traceId,
  spanId: line.spanId,
  eventName: line.eventName,
  scope: line.scope,
  attributes: line.attributes,
  resource: line.resource,
})
