/** Where a part of the query stands in the text: for messages that point at it. */
export type Place = { readonly at: number; readonly length: number }

export type Comparison = '=' | '>' | '>=' | '<' | '<='

/**
 * A parsed query. `text` is a word or a quoted phrase; `field` is `key:value`, where `*` in a bare value stands for
 * anything.
 */
export type SearchNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly part: SearchNode }
  | ({ readonly kind: 'text'; readonly value: string; readonly quoted: boolean } & Place)
  | ({
      readonly kind: 'field'
      readonly key: string
      /** The key stood in quotes: it names an attribute, whatever it would mean else. */
      readonly isAttribute: boolean
      readonly comparison: Comparison
      readonly value: string
      readonly quoted: boolean
    } & Place)

export type TextNode = Extract<SearchNode, { kind: 'text' }>
export type FieldNode = Extract<SearchNode, { kind: 'field' }>

/** What is wrong with a query, and where. */
export type SearchFault = { readonly message: string } & Place

/** Thrown inside the parser and the compiler; `parseSearch` and `compileSearch` turn it into a value. */
export class SearchError extends Error {
  readonly place: Place

  constructor(message: string, place: Place) {
    super(message)
    this.name = 'SearchError'
    this.place = place
  }
}
