import { type Comparison, type FieldNode, SearchError, type TextNode } from '../search/node.ts'
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

/**
 * Words and phrases in the body, case ignored. The index on `lower(Body)` holds whole words (letters and digits), so it answers a
 * plain word alone; a phrase, or a word with other signs, is looked for in the rows that have all its words. With `*` any text
 * that looks like it counts, inside words too.
 */
const matchBody = (value: string, wildcard: boolean, binder: Binder): string => {
  const lower = value.toLowerCase()
  if (wildcard) {
    const pattern = lower.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
    return `lower(Body) LIKE ${binder.text(`%${pattern}%`)}`
  }
  const words = lower.match(/[a-z0-9\u0080-\uffff]+/g) ?? []
  const inside = `position(lower(Body), ${binder.text(lower)}) > 0`
  if (words.length === 0) return inside
  const all = `hasAllTokens(lower(Body), ${binder.texts(words)})`
  return words[0] === lower ? all : `(${all} AND ${inside})`
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
