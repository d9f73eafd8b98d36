import { type Static, Type } from 'typebox'
import { severities } from '../../severity.ts'
import { severityClassSql } from './severity-sql.ts'

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
  isCut: Type.Boolean({ description: 'A text is truncated; `logs-line` returns all of it.' }),
})
export type LogLine = Static<typeof logLine>

export type LogLineRow = Omit<LogLine, 'severity'> & { readonly level: number }

/** Digest of a record. Records have no id of their own. */
export const logIdSql = 'cityHash64(Timestamp, TraceId, SpanId, ServiceName, Body)'

const columns = `toString(${logIdSql}) AS id, toString(toUnixTimestamp64Nano(Timestamp)) AS ns, ${severityClassSql} AS level,
  SeverityText AS severityText, ServiceName AS service, TraceId AS traceId, SpanId AS spanId, EventName AS eventName, ScopeName AS scope,
  ResourceAttributes AS resource`

/** Columns of a `LogLineRow` with all its text. */
export const wholeLogColumnsSql: string = `${columns}, Body AS body, LogAttributes AS attributes, false AS isCut`

/**
 * Characters of a text in a list: hundreds of lines of a megabyte would be too large an answer.
 */
const maxLength = 16_384

/** Columns of a `LogLineRow` in a list, with long texts truncated. */
export const logColumnsSql: string = `${columns}, substringUTF8(Body, 1, ${maxLength}) AS body,
  mapApply((key, value) -> (key, substringUTF8(value, 1, ${maxLength})), LogAttributes) AS attributes,
  lengthUTF8(Body) > ${maxLength} OR arrayExists(value -> lengthUTF8(value) > ${maxLength}, mapValues(LogAttributes)) ? true : false AS isCut`

export const toLogLine = ({ level, ...row }: LogLineRow): LogLine => ({ ...row, severity: severities[level] ?? 'info' })
