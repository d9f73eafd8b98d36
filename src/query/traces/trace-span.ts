import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { createBinder } from '../search/binder.ts'
import { readTraceBounds } from './trace-bounds.ts'
import { traceIdParam } from './trace-detail.ts'

const params = Type.Object({
  traceId: traceIdParam,
  spanId: Type.String({ pattern: '^[0-9a-fA-F]{1,32}$', description: 'Span id, hexadecimal.' }),
  kind: Type.Optional(Type.String({ maxLength: 100, description: 'Kind, where two spans share the id.' })),
  service: Type.Optional(Type.String({ maxLength: 1000, description: 'Service, where two spans share the id.' })),
})

const attributes = Type.Record(Type.String(), Type.String())

const answer = Type.Object({
  traceId: Type.String(),
  spanId: Type.String(),
  parentSpanId: Type.String(),
  traceState: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  service: Type.String(),
  scope: Type.String({ description: 'Instrumentation that created the span, with its version.' }),
  startNs: Type.String(),
  durationNs: Type.String(),
  status: Type.String(),
  statusMessage: Type.String(),
  attributes,
  resource: attributes,
  events: Type.Array(Type.Object({ ns: Type.String(), name: Type.String(), attributes })),
  links: Type.Array(Type.Object({ traceId: Type.String(), spanId: Type.String(), attributes })),
})
type Answer = Static<typeof answer>

type Attributes = Record<string, string>
type Row = Omit<Answer, 'events' | 'links'> & {
  readonly eventNs: string[]
  readonly eventNames: string[]
  readonly eventAttributes: Attributes[]
  readonly linkTraceIds: string[]
  readonly linkSpanIds: string[]
  readonly linkAttributes: Attributes[]
}

const columns = `TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId, TraceState AS traceState, SpanName AS name,
  SpanKind AS kind, ServiceName AS service, trimRight(concat(ScopeName, ' ', ScopeVersion)) AS scope,
  toString(toUnixTimestamp64Nano(Timestamp)) AS startNs, toString(Duration) AS durationNs, StatusCode AS status,
  StatusMessage AS statusMessage, SpanAttributes AS attributes, ResourceAttributes AS resource,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), Events.Timestamp) AS eventNs, Events.Name AS eventNames,
  Events.Attributes AS eventAttributes, Links.TraceId AS linkTraceIds, Links.SpanId AS linkSpanIds, Links.Attributes AS linkAttributes`

const toAnswer = (row: Row): Answer => {
  const { eventNs, eventNames, eventAttributes, linkTraceIds, linkSpanIds, linkAttributes, ...span } = row
  return {
    ...span,
    events: eventNames.map((name, index) => ({
      ns: eventNs[index] ?? '',
      name,
      attributes: eventAttributes[index] ?? {},
    })),
    links: linkTraceIds.map((traceId, index) => ({
      traceId,
      spanId: linkSpanIds[index] ?? '',
      attributes: linkAttributes[index] ?? {},
    })),
  }
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Answer> => {
  const [traceId, spanId] = [asked.traceId.toLowerCase(), asked.spanId.toLowerCase()]
  const bounds = await readTraceBounds(context, [traceId])
  const binder = createBinder()
  const told = [
    asked.kind === undefined ? '' : ` AND SpanKind = ${binder.text(asked.kind)}`,
    asked.service === undefined ? '' : ` AND ServiceName = ${binder.text(asked.service)}`,
  ]
  const sql = `SELECT ${columns} FROM otel_traces
    WHERE TraceId = ${binder.text(traceId)} AND SpanId = ${binder.text(spanId)}${told.join('')}
      AND Timestamp >= ${binder.instant(bounds.from)} AND Timestamp < ${binder.instant(bounds.to)} LIMIT 1`
  const { rows } = await context.store.query<Row>(sql, { params: binder.params, timeoutMs: context.timeoutMs })
  const row = rows[0]
  if (row === undefined) throw new PlainsightError('NOT_FOUND', { what: `The span ${spanId} of trace ${traceId}` })
  return toAnswer(row)
}

/** One span with all its details. */
export const traceSpan = question({
  name: 'trace-span',
  access: 'read',
  summary: 'One span with its attributes, resource, events and links.',
  params,
  answer,
  run,
})
