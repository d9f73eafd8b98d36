import type { Static, TObject, TSchema } from 'typebox'
import type { Store } from '../store/store.ts'

/** What a question may see: the store, and its limits. */
export type QuestionContext = { readonly store: Store; readonly timeoutMs: number }

/**
 * One question to the data: its name (also its route, `GET /api/query/private/{name}`, and its panel), typed parameters,
 * typed answer, and the SQL that answers it. One schema serves route, OpenAPI and the page's client.
 */
export type Question<P extends TObject = TObject, A extends TSchema = TSchema> = {
  readonly name: string
  /** One sentence for OpenAPI. */
  readonly summary: string
  readonly params: P
  readonly answer: A
  run(context: QuestionContext, params: Static<P>): Promise<Static<A>>
}
