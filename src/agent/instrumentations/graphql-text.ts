/** A token of a document's text, in a linked list. */
type Token = {
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly next: Token | null
}

/** A parsed document, which contains its text unless it was parsed without locations. */
export type GraphqlDocument = {
  readonly loc?: { readonly startToken: Token; readonly source: { readonly body: string } } | undefined
}

/** Kinds of tokens that hold values; comments may hold some too. */
const values: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'BlockString'])
const comment = 'Comment'

/** Longer text is truncated. */
const maxLength = 8192

const known = new WeakMap<GraphqlDocument, string | undefined>()

/**
 * Text of a document without values and comments: `query { order(id: ?) { total } }`. A server parses a document once
 * for many requests, so the text is cached with it.
 */
export const toGraphqlText = (document: GraphqlDocument): string | undefined => {
  if (!known.has(document)) known.set(document, mask(document))
  return known.get(document)
}

const mask = ({ loc }: GraphqlDocument): string | undefined => {
  if (loc === undefined) return undefined
  const { body } = loc.source
  let text = ''
  let at = 0
  for (let token: Token | null = loc.startToken; token !== null && text.length < maxLength; token = token.next) {
    const { kind, start, end } = token
    text += body.slice(at, start)
    if (values.has(kind)) text += '?'
    else if (kind !== comment) text += body.slice(start, end)
    at = end
  }
  return text.slice(0, maxLength).trim()
}
