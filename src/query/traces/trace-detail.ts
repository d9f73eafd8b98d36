import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { toAttributeSql } from '../search/attribute-sql.ts'
import { createBinder } from '../search/binder.ts'
import { readTraceBounds } from './trace-bounds.ts'

/** Maximum spans; the latest are omitted, and the answer says so. */
const maxSpans = 20_000

export const traceIdParam = Type.String({ pattern: '^[0-9a-fA-F]{1,64}$', description: 'Trace id, hexadecimal.' })

const params = Type.Object({ traceId: traceIdParam })

const spanEvent = Type.Object({
  atMs: Type.Number({ description: 'From the start of the trace.' }),
  name: Type.String(),
  exception: Type.Union([Type.Null(), Type.Object({ type: Type.String(), message: Type.String() })]),
})

const traceSpan = Type.Object({
  id: Type.String({ description: 'The two sides of a call may share one (Zipkin): then they differ by kind.' }),
  parentId: Type.String({ description: 'Empty for a root.' }),
  name: Type.String(),
  service: Type.Integer({ description: 'Index into `services`.' }),
  kind: Type.String(),
  status: Type.String(),
  statusMessage: Type.String(),
  startMs: Type.Number({ description: 'From the start of the trace.' }),
  durationMs: Type.Number(),
  preview: Type.String({
    description: 'The most informative attribute: statement, address, route; at most 200 characters.',
  }),
  httpStatus: Type.String(),
  events: Type.Array(spanEvent),
  links: Type.Integer({ description: 'Number of links to other traces.' }),
})

const answer = Type.Object({
  traceId: Type.String(),
  startNs: Type.String({ description: 'Start of the first span, nanoseconds since 1970.' }),
  durationMs: Type.Number(),
  services: Type.Array(Type.String()),
  spans: Type.Array(traceSpan, { description: 'By start. Attributes are fetched span by span (`trace-span`).' }),
  truncated: Type.Boolean({ description: 'More spans than fit into one answer.' }),
})
type Answer = Static<typeof answer>

type Row = {
  readonly id: string
  readonly parentId: string
  readonly name: string
  readonly service: string
  readonly kind: string
  readonly status: string
  readonly statusMessage: string
  readonly ns: string
  readonly duration: string
  readonly preview: string
  readonly httpStatus: string
  readonly eventNs: string[]
  readonly eventNames: string[]
  readonly exceptionTypes: string[]
  readonly exceptionMessages: string[]
  readonly links: string
}

/** The attributes that say what a span did, the most informative first. */
const previewKeys = [
  'db.query.text',
  'db.operation.name',
  'url.full',
  'url.path',
  'http.route',
  'messaging.destination.name',
  'rpc.method',
]

const previewSql = `substring(multiIf(${previewKeys
  .map((name) => toAttributeSql('SpanAttributes', name))
  .map((value) => `${value} != '', ${value}`)
  .join(', ')}, ''), 1, 200)`

const columns = `SpanId AS id, ParentSpanId AS parentId, SpanName AS name, ServiceName AS service, SpanKind AS kind,
  StatusCode AS status, StatusMessage AS statusMessage, toString(toUnixTimestamp64Nano(Timestamp)) AS ns, toString(Duration) AS duration,
  ${previewSql} AS preview, ${toAttributeSql('SpanAttributes', 'http.response.status_code')} AS httpStatus,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), Events.Timestamp) AS eventNs, Events.Name AS eventNames,
  arrayMap(e -> e['exception.type'], Events.Attributes) AS exceptionTypes,
  arrayMap(e -> substring(e['exception.message'], 1, 500), Events.Attributes) AS exceptionMessages,
  toString(length(Links.TraceId)) AS links`

const toMs = (ns: string, start: bigint): number => Number(BigInt(ns) - start) / 1e6

const toEvents = (row: Row, start: bigint): Answer['spans'][number]['events'] =>
  row.eventNames.map((name, index) => {
    const [type = '', message = ''] = [row.exceptionTypes[index], row.exceptionMessages[index]]
    const exception = name === 'exception' || type !== '' ? { type, message } : null
    return { atMs: toMs(row.eventNs[index] ?? row.ns, start), name, exception }
  })

const toAnswer = (traceId: string, rows: readonly Row[], truncated: boolean): Answer => {
  const start = BigInt(rows[0]?.ns ?? 0)
  const end = rows.reduce((latest, { ns, duration }) => {
    const ends = BigInt(ns) + BigInt(duration)
    return ends > latest ? ends : latest
  }, start)
  const services = [...new Set(rows.map(({ service }) => service))]
  const spans = rows.map((row) => ({
    id: row.id,
    parentId: row.parentId,
    name: row.name,
    service: services.indexOf(row.service),
    kind: row.kind,
    status: row.status,
    statusMessage: row.statusMessage,
    startMs: toMs(row.ns, start),
    durationMs: Number(row.duration) / 1e6,
    preview: row.preview,
    httpStatus: row.httpStatus,
    events: toEvents(row, start),
    links: Number(row.links),
  }))
  return { traceId, startNs: String(start), durationMs: Number(end - start) / 1e6, services, spans, truncated }
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Answer> => {
  const traceId = asked.traceId.toLowerCase()
  const bounds = await readTraceBounds(context, [traceId])
  const binder = createBinder()
  const sql = `SELECT ${columns} FROM otel_traces WHERE TraceId = ${binder.text(traceId)}
      AND Timestamp >= ${binder.instant(bounds.from)} AND Timestamp < ${binder.instant(bounds.to)}
    ORDER BY Timestamp, SpanId, SpanKind != 'Client' LIMIT 1 BY SpanId, ServiceName, SpanKind LIMIT ${maxSpans + 1}`
  const { rows } = await context.store.query<Row>(sql, { params: binder.params, timeoutMs: context.timeoutMs })
  if (rows.length === 0) throw new PlainsightError('NOT_FOUND', { what: `The trace ${traceId}` })
  return toAnswer(traceId, rows.slice(0, maxSpans), rows.length > maxSpans)
}

/** All spans of a trace, without their attributes: enough to draw the waterfall. */
export const traceDetail = question({
  name: 'trace-detail',
  access: 'read',
  summary: 'All spans of a trace by start, without their attributes.',
  params,
  answer,
  run,
})
