import { isStar, type Node, toAlias, toName } from './syntax-tree.ts'

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

/** The queries that a query reads from. */
const toSources = (query: Node): Node[] => {
  const tables = query.children.filter(({ kind }) => kind === 'TablesInSelectQuery')
  return [...tables, ...toNamed(query)].flatMap(toNext)
}

const argumentsOf = (node: Node | undefined): readonly Node[] => node?.children[0]?.children ?? []

/** If a name is the argument of a lambda: the arrays that its values come from. */
const toLambdaValues = (identifier: Node): readonly Node[] | undefined => {
  const name = toName(identifier)
  for (let above = identifier.parent; above && above.kind !== 'SelectQuery'; above = above.parent) {
    if (above.kind !== 'Function' || toName(above) !== 'lambda') continue
    const [given] = argumentsOf(above)
    if (!argumentsOf(given).some((argument) => toName(argument) === name)) continue
    const lambda = above
    return argumentsOf(lambda.parent?.parent).filter((argument) => argument !== lambda)
  }
  return undefined
}

const keep = <Value>(make: (query: Node) => Value): ((query: Node) => Value) => {
  const known = new Map<Node, { readonly value: Value }>()
  return (query) => {
    const found = known.get(query) ?? { value: make(query) }
    known.set(query, found)
    return found.value
  }
}

/**
 * What a name may stand for: arrays of a lambda, expressions with it as alias, and columns of the queries that are read
 * from. Nothing if it is a column of a table.
 */
export type Names = (identifier: Node) => readonly Node[]

export const createNames = (): Names => {
  const aliasesOf = keep(toAliases)
  const sourcesOf = keep(toSources)
  const columnsOf = keep(() => new Map<string, readonly Node[]>())
  const makeColumn = (name: string, query: Node): readonly Node[] => {
    const alias = aliasesOf(query).get(name)
    if (alias) return [alias]
    const items = query.children.filter(({ kind }) => kind === 'ExpressionList').flatMap(({ children }) => children)
    const same = items.filter((item) => item.kind === 'Identifier' && toLast(toName(item)) === name)
    if (same.length > 0) return same
    const below = items.some(isStar) ? findBelow(name, query) : []
    // A column that is named elsewhere (`WITH a(x) AS ...`) may be any.
    return below.length > 0 ? below : items
  }
  const findColumn = (name: string, query: Node): readonly Node[] => {
    const found = columnsOf(query).get(name) ?? makeColumn(name, query)
    columnsOf(query).set(name, found)
    return found
  }
  const findBelow = (name: string, query: Node): readonly Node[] =>
    sourcesOf(query).flatMap((source) => findColumn(name, source))
  return (identifier) => {
    const values = toLambdaValues(identifier)
    if (values) return values
    const name = toLast(toName(identifier))
    for (let query = toQuery(identifier); query; query = toQuery(query)) {
      const alias = aliasesOf(query).get(name)
      if (alias && !isWithin(identifier, alias)) return [alias]
      const below = findBelow(name, query)
      if (below.length > 0) return below
    }
    return []
  }
}
