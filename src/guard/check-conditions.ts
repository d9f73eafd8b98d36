import type { Names } from './names.ts'
import { refuse } from './refuse.ts'
import { type Node, toName } from './syntax-tree.ts'

/**
 * Nodes of all conditions of a query when every name in them is written out, down through subqueries: so the engine
 * plans them.
 */
const maxWritten = 20_000

/** Alternatives of the condition of a join: the engine makes a clause of each, with its own columns. */
const maxAlternatives = 200

const product = (numbers: readonly number[]): number => numbers.reduce((left, right) => left * right, 1)
const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0)
const most = (numbers: readonly number[]): number => numbers.reduce((left, right) => Math.max(left, right), 0)

/** Counts the nodes of an expression when every name in it is written out. */
const createCounter = (names: Names): ((node: Node) => number) => {
  const counts = new Map<Node, number>()
  const count = (node: Node): number => {
    const known = counts.get(node)
    if (known !== undefined) return known
    // For circular names, which the engine rejects.
    counts.set(node, 1)
    const written = node.kind === 'Identifier' ? most(names(node).map(count)) : 0
    const total = 1 + written + sum(node.children.map(count))
    counts.set(node, total)
    return total
  }
  return count
}

type Alternatives = { readonly whenTrue: number; readonly whenFalse: number }

const one: Alternatives = { whenTrue: 1, whenFalse: 1 }

/** Counts in how many ways a condition may be true, and false. */
const createAlternatives = (names: Names): ((node: Node) => Alternatives) => {
  const known = new Map<Node, Alternatives>()
  const combine = (name: string, parts: readonly Alternatives[]): Alternatives => {
    const whenTrue = parts.map((part) => part.whenTrue)
    const whenFalse = parts.map((part) => part.whenFalse)
    if (name === 'and') return { whenTrue: product(whenTrue), whenFalse: sum(whenFalse) }
    if (name === 'or') return { whenTrue: sum(whenTrue), whenFalse: product(whenFalse) }
    return name === 'not' ? { whenTrue: sum(whenFalse), whenFalse: sum(whenTrue) } : one
  }
  const count = (node: Node): Alternatives => {
    const found = known.get(node)
    if (found) return found
    known.set(node, one)
    const parts = node.kind === 'Identifier' ? names(node) : node.children.flatMap(({ children }) => children)
    const counted = node.kind === 'Identifier' || node.kind === 'Function' ? parts.map(count) : []
    const total =
      node.kind === 'Identifier'
        ? {
            whenTrue: most([1, ...counted.map((part) => part.whenTrue)]),
            whenFalse: most([1, ...counted.map((part) => part.whenFalse)]),
          }
        : combine(toName(node).toLowerCase(), counted)
    known.set(node, total)
    return total
  }
  return count
}

const isCondition = ({ kind, parent }: Node): boolean =>
  parent?.kind === 'TableJoin' ||
  (parent?.kind === 'SelectQuery' && kind !== 'ExpressionList' && kind !== 'TablesInSelectQuery')

/**
 * Rejects conditions that are short but take the engine minutes and gigabytes to plan, outside its limits.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkConditions = (nodes: readonly Node[], names: Names): void => {
  const conditions = nodes.filter(isCondition)
  if (sum(conditions.map(createCounter(names))) > nodes.length + maxWritten)
    refuse('its conditions are too long when the columns of its subqueries are written out')
  const joins = conditions.filter(({ parent }) => parent?.kind === 'TableJoin')
  if (most(joins.map(createAlternatives(names)).map(({ whenTrue }) => whenTrue)) > maxAlternatives)
    refuse(`the condition of a join may be true in more than ${maxAlternatives} ways`)
}
