import { tableFunctions } from './allowed-tables.ts'
import type { Catalog } from './catalog.ts'
import { type Argument, checkArguments } from './check-arguments.ts'
import { isAllowedFunction } from './functions.ts'
import { refuse } from './refuse.ts'
import { isStar, type Node, toName } from './syntax-tree.ts'
import { readText } from './types.ts'
import type { Zones } from './zones.ts'

/** Kinds of nodes that need no check. Any kind that is neither here nor checked below is rejected. */
const structure: ReadonlySet<string> = new Set([
  'ArrayJoin',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'ColumnsTransformerList',
  'ExpressionList',
  'InterpolateElement',
  'OrderByElement',
  'SampleRatio',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'Subquery',
  'TableExpression',
  'TableJoin',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'WindowDefinition',
  'WindowListElement',
  'WithElement',
])

const toParts = (name: string): string[] => name.split('.')

const toArgument = ({ kind, detail }: Node): Argument => {
  if (kind === 'Function') return { kind: 'call', name: /^\w+/.exec(detail)?.[0] ?? '' }
  if (kind !== 'Literal') return { kind: 'other' }
  const text = readText(detail)
  if (text !== undefined) return { kind: 'text', text }
  return { kind: /^(?:U?Int\d+_|Float64_|NULL)/.test(detail) ? 'number' : 'other' }
}

const checkFunction = (node: Node, zones: Zones): void => {
  const name = /^\w+(?= |$)/.exec(node.detail)?.[0] ?? refuse('a function has a name that is not allowed')
  if (node.parent?.kind === 'TableExpression') {
    if (!tableFunctions.has(name))
      refuse(`the table function ${name} is not allowed; ${[...tableFunctions].join(', ')} are`)
    return
  }
  if (!isAllowedFunction(name)) refuse(`the function ${name} is not allowed`)
  checkArguments(name, node.children[0]?.children.map(toArgument) ?? [], zones)
}

const checkUnion = (node: Node): void => {
  const other = node.children.find(({ kind }) => kind !== 'ExpressionList')
  if (other) refuse('FORMAT, SETTINGS and INTO OUTFILE are not allowed here')
}

/**
 * First check: the engine's own syntax tree. The kind, function and table of each node must be on the lists.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkTree = (nodes: readonly Node[], catalog: Catalog): void => {
  for (const node of nodes) {
    if (node.kind === 'Function') checkFunction(node, catalog.zones)
    else if (node.kind === 'SelectWithUnionQuery') checkUnion(node)
    else if (node.kind === 'TableIdentifier') catalog.checkTable(toParts(toName(node)))
    else if (node.kind === 'Identifier') catalog.checkValue(toParts(toName(node)))
    else if (node.kind === 'Set') refuse('SETTINGS are not allowed; clients may send some beside the statement')
    else if (node.kind === 'ColumnsApplyTransformer') refuse('APPLY is not allowed; write the functions out')
    else if (node.kind !== 'Literal' && !isStar(node) && !structure.has(node.kind))
      refuse(`${node.kind} is not allowed`)
  }
  if (catalog.guarded.size > 0 && nodes.some(isStar))
    refuse(`of system.${[...catalog.guarded].join(', system.')} columns must be named, not *`)
}
