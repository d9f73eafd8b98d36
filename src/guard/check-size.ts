import { refuse } from './refuse.ts'
import { isStar, type Node, toAlias, toName } from './syntax-tree.ts'

/**
 * Maximum subqueries and stars of a statement: parsing them takes the engine time that none of its limits ends.
 */
const maxQueries = 200
const maxStars = 50

/** Nodes that aliases may add to a tree: the engine puts the whole expression wherever its alias stands. */
const maxAdded = 2_000

type Scope = { readonly query: Node | undefined; readonly aliases: Map<string, Node> }

const toQuery = (node: Node): Node | undefined => {
  for (let above = node.parent; above; above = above.parent) if (above.kind === 'SelectQuery') return above
  return undefined
}

/** Aliases by the query that they belong to. */
const toScopes = (nodes: readonly Node[]): Map<Node | undefined, Scope> => {
  const scopes = new Map<Node | undefined, Scope>()
  for (const node of nodes) {
    const alias = toAlias(node)
    if (alias === undefined) continue
    const query = toQuery(node)
    const scope = scopes.get(query) ?? { query, aliases: new Map() }
    scope.aliases.set(alias, node)
    scopes.set(query, scope)
  }
  return scopes
}

/** How many nodes an expression has when every alias in it is written out. */
const createCounter = (nodes: readonly Node[]): ((node: Node) => number) => {
  const scopes = toScopes(nodes)
  const counts = new Map<Node, number>()
  const find = (name: string, from: Node): Node | undefined => {
    for (let query = toQuery(from); query; query = toQuery(query)) {
      const found = scopes.get(query)?.aliases.get(name)
      if (found) return found
    }
    return undefined
  }
  const count = (node: Node): number => {
    const known = counts.get(node)
    if (known !== undefined) return known
    counts.set(node, 1)
    const target = node.kind === 'Identifier' ? find(toName(node), node) : undefined
    const parts = target === undefined || target === node ? node.children : [...node.children, target]
    const total = parts.reduce((sum, part) => sum + count(part), 1)
    counts.set(node, total)
    return total
  }
  return count
}

/**
 * Rejects statements that are short but expand to something huge. A constant whose alias doubles it a dozen times
 * takes gigabytes before the engine checks its memory limit.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkSize = (nodes: readonly Node[]): void => {
  const queries = nodes.filter(({ kind }) => kind === 'SelectQuery').length
  if (queries > maxQueries) refuse(`it has more than ${maxQueries} queries in it`)
  if (nodes.filter(isStar).length > maxStars) refuse(`it has more than ${maxStars} stars`)
  const [root] = nodes
  if (root && createCounter(nodes)(root) > nodes.length + maxAdded)
    refuse('its aliases repeat each other too often; name a subquery instead')
}
