import { PlainsightError } from '../../errors.ts'
import { type FieldNode, SearchError, type SearchNode, type TextNode } from '../../search-language/node.ts'
import { parseSearch } from '../../search-language/parse.ts'
import type { Binder } from './binder.ts'

/** The meaning of words and fields for one kind of record. */
export type Dialect = {
  text(node: TextNode, binder: Binder): string
  /** Throws `SearchError` for a value that the key cannot have. */
  field(node: FieldNode, binder: Binder): string
}

const compile = (node: SearchNode, dialect: Dialect, binder: Binder): string => {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${node.parts.map((part) => compile(part, dialect, binder)).join(node.kind === 'and' ? ' AND ' : ' OR ')})`
    case 'not':
      return `NOT (${compile(node.part, dialect, binder)})`
    case 'text':
      return dialect.text(node, binder)
    case 'field':
      return dialect.field(node, binder)
  }
}

const refuse = (parameter: string, message: string, at: number): PlainsightError =>
  new PlainsightError('QUERY_INVALID', { reason: `${parameter}, character ${at + 1}: ${message}` })

/**
 * One SQL condition for a query text; `undefined` for an empty one. Throws `QUERY_INVALID`, which names the parameter
 * and the position.
 */
export const compileSearch = (
  text: string | undefined,
  { dialect, binder, parameter = 'q' }: { dialect: Dialect; binder: Binder; parameter?: string },
): string | undefined => {
  const parsed = parseSearch(text ?? '')
  if (!parsed.ok) throw refuse(parameter, parsed.fault.message, parsed.fault.at)
  if (parsed.node === undefined) return undefined
  try {
    return compile(parsed.node, dialect, binder)
  } catch (error) {
    if (error instanceof SearchError) throw refuse(parameter, error.message, error.place.at)
    throw error
  }
}
