import { type Static, Type } from 'typebox'
import { severities, severityClassSql } from './search/severity.ts'

const attributes = Type.Record(Type.String(), Type.String())

/** One log record as the page shows it. */
export const logLine = Type.Object({
  id: Type.String({ description: 'Digest of the record; the same record has the same id in every answer.' }),
  ns: Type.String({ description: 'Nanoseconds since 1970.' }),
  severity: Type.Enum([...severities]),
  severityText: Type.String({ description: 'As the program named it.' }),
  service: Type.String(),
  body: Type.String(),
  traceId: Type.String(),
  spanId: Type.String(),
  eventName: Type.String(),
  scope: Type.String(),
  attributes,
  resource: attributes,
})
export type LogLine = Static<typeof logLine>

export type LogRow = Omit<LogLine, 'severity'> & { readonly level: number }

/** Digest of a record. Records have no id of their own. */
export const logIdSql = 'cityHash64(Timestamp, TraceId, SpanId, ServiceName, Body)'

/** Columns of a `LogRow`. */
export const logColumnsSql: string = `toString(${logIdSql}) AS id, toString(toUnixTimestamp64Nano(Timestamp)) AS ns, ${severityClassSql} AS level,
  SeverityText AS severityText, ServiceName AS service, Body AS body, TraceId AS traceId, SpanId AS spanId, EventName AS eventName,
  ScopeName AS scope, LogAttributes AS attributes, ResourceAttributes AS resource`

export const toLogLine = ({ level, ...row }: LogRow): LogLine => ({ ...row, severity: severities[level] ?? 'info' })
