import { type FieldNode, SearchError, type TextNode } from '../search/node.ts'
import type { Binder } from './search/binder.ts'
import type { Dialect } from './search/compile.ts'
import { createContains } from './search/fold.ts'
import { compare, matchAttribute, matchString, parseDuration } from './search/match.ts'

/** Keys that are columns of their own, in lower case. */
const columns: Readonly<Record<string, string>> = {
  service: 'ServiceName',
  'service.name': 'ServiceName',
  name: 'SpanName',
  scope: 'ScopeName',
  message: 'StatusMessage',
}

const ids: Readonly<Record<string, string>> = {
  trace: 'TraceId',
  traceid: 'TraceId',
  trace_id: 'TraceId',
  span: 'SpanId',
  spanid: 'SpanId',
  span_id: 'SpanId',
  parent: 'ParentSpanId',
}

const kinds = ['server', 'client', 'internal', 'producer', 'consumer']

const matchStatus = (node: FieldNode, binder: Binder): string => {
  const word = node.value.toLowerCase()
  if (word === 'error') return "StatusCode = 'Error'"
  if (word === 'ok') return "StatusCode != 'Error'"
  if (word === 'unset') return "StatusCode = 'Unset'"
  if (/^[1-5]xx$/.test(word)) {
    const low = Number(word[0]) * 100
    const code = "toUInt16OrZero(SpanAttributes['http.response.status_code'])"
    return `(${code} >= ${binder.number(low)} AND ${code} < ${binder.number(low + 100)})`
  }
  if (!/^\d+$/.test(word))
    throw new SearchError(`${node.key}: knows error, ok, unset, 404 and 5xx; not ${node.value}`, node)
  return matchAttribute(['SpanAttributes'], { ...node, key: 'http.response.status_code' }, binder)
}

const matchKind = (node: FieldNode, binder: Binder): string => {
  const kind = kinds.find((name) => name === node.value.toLowerCase())
  if (kind === undefined) throw new SearchError(`${node.key}: knows ${kinds.join(', ')}; not ${node.value}`, node)
  return `SpanKind = ${binder.text(kind.charAt(0).toUpperCase() + kind.slice(1))}`
}

const matchException = (node: FieldNode, binder: Binder): string => {
  if (node.value === '*') return "has(Events.Name, 'exception')"
  const contains = createContains(node.value.replaceAll('*', ''), binder)
  const found = (key: string): string => contains(`event['exception.${key}']`)
  return `(has(Events.Name, 'exception') AND arrayExists(event -> ${found('type')} OR ${found('message')}, Events.Attributes))`
}

/** A route as the span name says it: `GET /a/:id` or `/a/:id` alone. Reads no attributes, which are many times larger. */
export const matchRoute = (route: string, binder: Binder): string => {
  const whole = binder.text(route)
  return `(SpanName = ${whole} OR endsWith(SpanName, concat(' ', ${whole})))`
}

type Match = (node: FieldNode, binder: Binder) => string

const special: Readonly<Record<string, Match>> = {
  status: matchStatus,
  kind: matchKind,
  route: (node, binder) => matchRoute(node.value, binder),
  duration: (node, binder) => compare('Duration', node.comparison, binder.number(parseDuration(node))),
  exception: matchException,
  event: (node, binder) =>
    node.value === '*' ? 'notEmpty(Events.Name)' : `has(Events.Name, ${binder.text(node.value)})`,
}

const matchField = (node: FieldNode, binder: Binder): string => {
  const key = node.key.toLowerCase()
  const id = ids[key]
  if (id !== undefined) return matchString(id, { ...node, value: node.value.toLowerCase() }, binder)
  const column = columns[key]
  if (column !== undefined) return matchString(column, node, binder)
  return special[key]?.(node, binder) ?? matchAttribute(['SpanAttributes', 'ResourceAttributes'], node, binder)
}

const matchText = (node: TextNode, binder: Binder): string => {
  const inside = createContains(node.quoted ? node.value : node.value.replaceAll('*', ''), binder)
  return `(${inside('SpanName')} OR ${inside('StatusMessage')} OR arrayExists(v -> ${inside('v')}, mapValues(SpanAttributes))
    OR arrayExists(event -> arrayExists(v -> ${inside('v')}, mapValues(event)), Events.Attributes))`
}

/** What words and keys mean for spans. Words are looked for in the name, the status message, attribute values and exceptions. */
export const traceDialect: Dialect = { text: matchText, field: matchField }
