import { type Comparison, type FieldNode, SearchError, type TextNode } from '../../search-language/node.ts'
import type { LogKey } from '../../search-language/own-keys.ts'
import { severities } from '../../severity.ts'
import type { Binder } from '../search/binder.ts'
import type { Dialect } from '../search/compile.ts'
import { hasWildcard, idMatches, matchAttribute, matchColumn } from '../search/match.ts'
import { matchBody } from './log-words.ts'
import { isSeverity, parseSeverity } from './severity-sql.ts'

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

type Match = (node: FieldNode, binder: Binder) => string

const matchMessage: Match = (node, binder) => matchBody(node.value, hasWildcard(node), binder)

const own: Readonly<Record<LogKey, Match>> = {
  service: matchColumn('ServiceName'),
  'service.name': matchColumn('ServiceName'),
  scope: matchColumn('ScopeName'),
  message: matchMessage,
  msg: matchMessage,
  body: matchMessage,
  ...idMatches,
  severity: matchSeverity,
  level: matchSeverity,
  event: matchColumn('EventName'),
}

const matchField: Match = (node, binder) => {
  const match = node.isAttribute ? undefined : (own as Readonly<Record<string, Match>>)[node.key.toLowerCase()]
  return match?.(node, binder) ?? matchAttribute(['LogAttributes', 'ResourceAttributes'], node, binder)
}

/** The meaning of words and keys for log records. Attributes are searched in the record, then in its resource. */
export const logDialect: Dialect = {
  text: (node: TextNode, binder) => matchBody(node.value, !node.quoted && node.value.includes('*'), binder),
  field: matchField,
}
