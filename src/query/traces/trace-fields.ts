import { type FieldNode, SearchError, type TextNode } from '../../search-language/node.ts'
import type { SpanKey } from '../../search-language/own-keys.ts'
import type { RequestColumns } from '../requests/request-columns.ts'
import type { Binder } from '../search/binder.ts'
import type { Dialect } from '../search/compile.ts'
import { createContains } from '../search/fold.ts'
import {
  compare,
  hasWildcard,
  idMatches,
  matchAttribute,
  matchColumn,
  matchId,
  matchString,
  parseDuration,
} from '../search/match.ts'

const kinds = ['server', 'client', 'internal', 'producer', 'consumer']

type Match = (node: FieldNode, binder: Binder, columns: RequestColumns) => string

const matchStatus: Match = (node, binder, { status }) => {
  const word = node.value.toLowerCase()
  if (word === 'error') return "StatusCode = 'Error'"
  if (word === 'ok') return "StatusCode != 'Error'"
  if (word === 'unset') return "StatusCode = 'Unset'"
  if (/^[1-5]xx$/.test(word)) {
    const low = Number(word[0]) * 100
    return `(${status} >= ${binder.number(low)} AND ${status} < ${binder.number(low + 100)})`
  }
  if (!/^\d+$/.test(word))
    throw new SearchError(`${node.key}: knows error, ok, unset, 404 and 5xx; not ${node.value}`, node)
  return matchAttribute(['SpanAttributes'], { ...node, key: 'http.response.status_code' }, binder)
}

const matchKind: Match = (node, binder) => {
  const kind = kinds.find((name) => name === node.value.toLowerCase())
  if (kind === undefined) throw new SearchError(`${node.key}: knows ${kinds.join(', ')}; not ${node.value}`, node)
  return `SpanKind = ${binder.text(kind.charAt(0).toUpperCase() + kind.slice(1))}`
}

const matchException: Match = (node, binder) => {
  if (node.value === '*') return "has(Events.Name, 'exception')"
  const contains = createContains(node.value.replaceAll('*', ''), binder)
  const found = (key: string): string => contains(`event['exception.${key}']`)
  return `(has(Events.Name, 'exception') AND arrayExists(event -> ${found('type')} OR ${found('message')}, Events.Attributes))`
}

/** A route with its method or alone, as the request panels have it or as the span is called. */
export const matchRoute = (value: string, binder: Binder, { method, route }: RequestColumns): string => {
  const whole = binder.text(value)
  return `(${route} = ${whole} OR concat(${method}, ' ', ${route}) = ${whole} OR SpanName = ${whole} OR endsWith(SpanName, concat(' ', ${whole})))`
}

const own: Readonly<Record<SpanKey, Match>> = {
  service: matchColumn('ServiceName'),
  'service.name': matchColumn('ServiceName'),
  name: matchColumn('SpanName'),
  scope: matchColumn('ScopeName'),
  message: matchColumn('StatusMessage'),
  ...idMatches,
  parent: matchId('ParentSpanId'),
  status: matchStatus,
  kind: matchKind,
  route: (node, binder, columns) =>
    hasWildcard(node) ? matchString(columns.route, node, binder) : matchRoute(node.value, binder, columns),
  duration: (node, binder) => compare('Duration', node.comparison, binder.number(parseDuration(node))),
  exception: matchException,
  event: (node, binder) =>
    node.value === '*' ? 'notEmpty(Events.Name)' : `has(Events.Name, ${binder.text(node.value)})`,
}

const matchField: Match = (node, binder, columns) => {
  const match = node.isAttribute ? undefined : (own as Readonly<Record<string, Match>>)[node.key.toLowerCase()]
  return match?.(node, binder, columns) ?? matchAttribute(['SpanAttributes', 'ResourceAttributes'], node, binder)
}

const matchText = (node: TextNode, binder: Binder): string => {
  const inside = createContains(node.quoted ? node.value : node.value.replaceAll('*', ''), binder)
  return `(${inside('SpanName')} OR ${inside('StatusMessage')} OR arrayExists(v -> ${inside('v')}, mapValues(SpanAttributes))
    OR arrayExists(event -> arrayExists(v -> ${inside('v')}, mapValues(event)), Events.Attributes))`
}

/**
 * What words and keys mean for spans of a table with these columns. Words are looked for in the name, the status
 * message, attribute values and exceptions.
 */
export const createTraceDialect = (columns: RequestColumns): Dialect => ({
  text: matchText,
  field: (node, binder) => matchField(node, binder, columns),
})
