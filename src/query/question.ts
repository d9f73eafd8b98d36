import type { Static, TObject, TSchema } from 'typebox'
import type { Store } from '../store/store.ts'

/** What a question may see: the store, and its limits. */
export type QuestionContext = { readonly store: Store; readonly timeoutMs: number }

/**
 * One question to the data: its name (also its route, `GET /api/query/private/{name}`, and its panel), typed
 * parameters, typed answer, and the SQL that answers it. One schema serves route, OpenAPI and the page's client.
 */
export type Question<P extends TObject = TObject, A extends TSchema = TSchema, N extends string = string> = {
  readonly name: N
  /** One sentence for OpenAPI. */
  readonly summary: string
  readonly params: P
  readonly answer: A
  run(context: QuestionContext, params: Static<P>): Promise<Static<A>>
}

/**
 * Gives a question its types: name, parameters and answer are inferred from the schemas, and `run` is checked against
 * them.
 */
export const question = <const N extends string, P extends TObject, A extends TSchema>(
  parts: Question<P, A, N>,
): Question<P, A, N> => parts

/** Name, parameters and answer of a question, as the page's client needs them. */
export type Asked<Q> =
  Q extends Question<infer P, infer A, infer N>
    ? { readonly name: N; readonly params: Static<P>; readonly answer: Static<A> }
    : never
