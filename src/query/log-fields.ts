import { type Comparison, type FieldNode, SearchError, type TextNode } from '../search/node.ts'
import { matchBody } from './log-words.ts'
import type { Binder } from './search/binder.ts'
import type { Dialect } from './search/compile.ts'
import { hasWildcard, matchAttribute, matchString } from './search/match.ts'
import { isSeverity, parseSeverity, severities } from './search/severity.ts'

/** Keys that are columns of their own, in lower case. */
const columns: Readonly<Record<string, string>> = {
  service: 'ServiceName',
  'service.name': 'ServiceName',
  trace: 'TraceId',
  traceid: 'TraceId',
  trace_id: 'TraceId',
  span: 'SpanId',
  spanid: 'SpanId',
  span_id: 'SpanId',
  event: 'EventName',
  scope: 'ScopeName',
}

const ids = new Set(['TraceId', 'SpanId'])

const holds: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}

const matchSeverity = (node: FieldNode): string => {
  const severity = parseSeverity(node.value)
  if (severity === undefined) {
    throw new SearchError(`${node.key}: knows ${severities.join(', ')}; not ${node.value}`, node)
  }
  const at = severities.indexOf(severity)
  return isSeverity(severities.filter((_, index) => holds[node.comparison](index, at)))
}

const matchField = (node: FieldNode, binder: Binder): string => {
  const key = node.key.toLowerCase()
  if (key === 'severity' || key === 'level') return matchSeverity(node)
  if (key === 'body' || key === 'message' || key === 'msg') {
    return matchBody(node.value, hasWildcard(node), binder)
  }
  const column = columns[key]
  if (column === undefined) return matchAttribute(['LogAttributes', 'ResourceAttributes'], node, binder)
  const exact = ids.has(column) ? { ...node, value: node.value.toLowerCase() } : node
  return matchString(column, exact, binder)
}

/** What words and keys mean for log records. Attributes are looked for in the record, then in its resource. */
export const logDialect: Dialect = {
  text: (node: TextNode, binder) => matchBody(node.value, !node.quoted && node.value.includes('*'), binder),
  field: matchField,
}
