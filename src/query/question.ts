import type { Static, TObject, TSchema } from 'typebox'
import type { AccessRule, Principal } from '../access/principal.ts'
import type { Store } from '../store/store.ts'
import type { SharedAnswers } from './shared-answers.ts'

/** What a question is asked with. Each request has its own. */
export type QuestionContext = {
  readonly principal: Principal
  /** Refuses statements when the time of the question is over. */
  readonly store: Store
  /** Time that all statements of the question have together, ms. */
  readonly timeoutMs: number
  /** What was read for other questions to the same store. */
  readonly shared: SharedAnswers
}

/**
 * One question to the data: its name (also that of its route and its panel), who may ask it, typed parameters, typed
 * answer, and the SQL that answers it. One schema serves route, OpenAPI and the page's client.
 */
export type Question<
  P extends TObject = TObject,
  A extends TSchema = TSchema,
  N extends string = string,
  R extends AccessRule = AccessRule,
> = {
  readonly name: N
  readonly access: R
  /** One sentence for OpenAPI. */
  readonly summary: string
  readonly params: P
  readonly answer: A
  run(context: QuestionContext, params: Static<P>): Promise<Static<A>>
}

/** Where a question is asked, below `/api`. */
export const toQuestionPath = ({ name, access }: Pick<Question, 'name' | 'access'>): string =>
  `/query/${access === 'public' ? 'public' : 'private'}/${name}`

/**
 * Gives a question its types: name, parameters and answer are inferred from the schemas, and `run` is checked against
 * them.
 */
export const question = <const N extends string, const R extends AccessRule, P extends TObject, A extends TSchema>(
  parts: Question<P, A, N, R>,
): Question<P, A, N, R> => parts

/** Name, access, parameters and answer of a question, as the page's client needs them. */
export type Asked<Q> =
  Q extends Question<infer P, infer A, infer N, infer R>
    ? { readonly name: N; readonly access: R; readonly params: Static<P>; readonly answer: Static<A> }
    : never
