import { refuse } from './refuse.ts'

/** A node of the engine's syntax tree. */
export type Node = {
  readonly kind: string
  /** What stands behind the kind: a name, a literal, an alias. */
  readonly detail: string
  readonly parent: Node | undefined
  readonly children: Node[]
}

/**
 * Reads the lines of `EXPLAIN AST`, which show depth by indentation.
 * @throws PlainsightError `SQL_REFUSED` when a line is none
 */
export const parseSyntaxTree = (lines: readonly string[]): Node[] => {
  const nodes: Node[] = []
  const open: Node[] = []
  for (const line of lines) {
    const match = /^( *)([A-Za-z:]+)(?: (.*))?$/.exec(line)
    const depth = match?.[1]?.length ?? -1
    if (match === null || depth > open.length) return refuse('its syntax tree cannot be read')
    open.length = depth
    const parent = open.at(-1)
    const node: Node = { kind: match[2]!, detail: match[3] ?? '', parent, children: [] }
    if (depth === 0 && nodes.length > 0) return refuse('its syntax tree cannot be read')
    parent?.children.push(node)
    nodes.push(node)
    open.push(node)
  }
  return nodes
}

/** The name in a node's detail, without its alias and its number of children. */
export const toName = ({ detail }: Node): string => detail.replace(/ \((alias|children) .*$/s, '')

/** The alias of a node, when it has one. */
export const toAlias = ({ detail }: Node): string | undefined =>
  / \(alias (.+)\)$/s.exec(detail.replace(/ \(children \d+\)$/, ''))?.[1]

const stars: ReadonlySet<string> = new Set([
  'Asterisk',
  'ColumnsListMatcher',
  'ColumnsRegexpMatcher',
  'QualifiedAsterisk',
  'QualifiedColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
])

/** Tells whether a node stands for columns that it does not name. */
export const isStar = ({ kind }: Node): boolean => stars.has(kind)
