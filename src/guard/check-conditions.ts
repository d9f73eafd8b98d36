import { refuse } from './refuse.ts'
import { isStar, type Node, toAlias, toName } from './syntax-tree.ts'

/** Nodes of all conditions of a query when every name in them is written out, down through subqueries: so the engine plans them. */
const maxWritten = 20_000

/** Ways in which the condition of a join may be true: the engine makes a clause of each, with columns of its own. */
const maxAlternatives = 200

const toLast = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

const toQuery = (node: Node): Node | undefined => {
  for (let above = node.parent; above; above = above.parent) if (above.kind === 'SelectQuery') return above
  return undefined
}

const isWithin = (node: Node, outer: Node): boolean => {
  for (let above: Node | undefined = node; above; above = above.parent) if (above === outer) return true
  return false
}

/** The queries within a node that are in no other query in it. */
const toNext = (node: Node): Node[] =>
  node.children.flatMap((child) => (child.kind === 'SelectQuery' ? [child] : toNext(child)))

const toAliases = (query: Node): ReadonlyMap<string, Node> => {
  const aliases = new Map<string, Node>()
  const walk = (node: Node): void => {
    const alias = toAlias(node)
    if (alias !== undefined) aliases.set(alias, node)
    for (const child of node.children) if (child.kind !== 'SelectQuery') walk(child)
  }
  for (const child of query.children) walk(child)
  return aliases
}

/** The parts of all WITHs that a query may name: those before it, since the tree does not tell their names. */
const toNamed = (query: Node): Node[] => {
  const named: Node[] = []
  for (let above: Node | undefined = query; above; above = toQuery(above)) {
    const elements = above.children.flatMap(({ children }) => children).filter(({ kind }) => kind === 'WithElement')
    const own = elements.findIndex((element) => isWithin(query, element))
    named.push(...elements.slice(0, own < 0 ? undefined : own))
  }
  return named
}

const keep = <Key extends object, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    const found = known.get(key) ?? { value: make(key) }
    known.set(key, found)
    return found.value
  }
}

/** The queries that a query reads from. */
const toSources = (query: Node): Node[] => {
  const tables = query.children.filter(({ kind }) => kind === 'TablesInSelectQuery')
  return [...tables, ...toNamed(query)].flatMap(toNext)
}

/** Counts the nodes of an expression when every name in it is written out: aliases, and columns of the queries that it reads from. */
const createCounter = (): ((node: Node) => number) => {
  const aliasesOf = keep(toAliases)
  const sourcesOf = keep(toSources)
  const columnsOf = keep<Node, Map<string, number>>(() => new Map())
  const counts = new Map<Node, number>()
  const most = (numbers: readonly number[]): number => numbers.reduce((left, right) => Math.max(left, right), 0)
  const countColumn = (name: string, query: Node): number => {
    const known = columnsOf(query).get(name)
    if (known !== undefined) return known
    columnsOf(query).set(name, 0)
    const alias = aliasesOf(query).get(name)
    const items = query.children.filter(({ kind }) => kind === 'ExpressionList').flatMap(({ children }) => children)
    const same = items.filter((item) => item.kind === 'Identifier' && toLast(toName(item)) === name)
    const below = (): number => (items.some(isStar) ? countBelow(name, query) : 0)
    // A column that is named elsewhere (`WITH a(x) AS ...`) may be any.
    const total = alias ? count(alias) : most(same.map(count)) || below() || most(items.map(count))
    columnsOf(query).set(name, total)
    return total
  }
  const countBelow = (name: string, query: Node): number =>
    most(sourcesOf(query).map((source) => countColumn(name, source)))
  const countName = (node: Node): number => {
    const name = toLast(toName(node))
    for (let query = toQuery(node); query; query = toQuery(query)) {
      const alias = aliasesOf(query).get(name)
      const total = alias && !isWithin(node, alias) ? count(alias) : countBelow(name, query)
      if (total > 0) return total
    }
    return 0
  }
  const count = (node: Node): number => {
    const known = counts.get(node)
    if (known !== undefined) return known
    counts.set(node, 1)
    const children = node.children.reduce((sum, child) => sum + count(child), 1)
    const total = children + (node.kind === 'Identifier' ? countName(node) : 0)
    counts.set(node, total)
    return total
  }
  return count
}

const product = (numbers: readonly number[]): number => numbers.reduce((left, right) => left * right, 1)
const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0)

/** In how many ways a condition may be true, or false. */
const countAlternatives = (node: Node, isTrue = true, depth = 0): number => {
  if (node.kind === 'Identifier') {
    const query = toQuery(node)
    const alias = query && toAliases(query).get(toName(node))
    return alias && depth < 100 && !isWithin(node, alias) ? countAlternatives(alias, isTrue, depth + 1) : 1
  }
  const name = node.kind === 'Function' ? toName(node).toLowerCase() : ''
  const parts = node.children.flatMap(({ children }) => children)
  if (name === 'not') return sum(parts.map((part) => countAlternatives(part, !isTrue, depth)))
  if (name !== 'and' && name !== 'or') return 1
  const each = parts.map((part) => countAlternatives(part, isTrue, depth))
  return (name === 'and') === isTrue ? product(each) : sum(each)
}

const isCondition = ({ kind, parent }: Node): boolean =>
  parent?.kind === 'TableJoin' ||
  (parent?.kind === 'SelectQuery' && kind !== 'ExpressionList' && kind !== 'TablesInSelectQuery')

/**
 * Refuses conditions that are short to write and take the engine minutes and gigabytes to plan, outside of its limits.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkConditions = (nodes: readonly Node[]): void => {
  const conditions = nodes.filter(isCondition)
  if (sum(conditions.map(createCounter())) > nodes.length + maxWritten)
    refuse('its conditions are too long when the columns of its subqueries are written out')
  const joins = conditions.filter(({ parent }) => parent?.kind === 'TableJoin')
  if (joins.some((condition) => countAlternatives(condition) > maxAlternatives))
    refuse(`the condition of a join may be true in more than ${maxAlternatives} ways`)
}
