import { useState } from 'preact/hooks'
import {
  type AnswerOf,
  type ApiError,
  asApiError,
  ask,
  keepsShown,
  type ParamsOf,
  type QuestionName,
  questionAddress,
} from './api.ts'
import { toQuestionKey } from './time-range.ts'
import { useAsking } from './use-asking.ts'

/** State of a query of the page. While it is repeated, the last answer stays and `loading` is set. */
export type Answered<N extends QuestionName> = {
  readonly data: AnswerOf<N> | undefined
  /** Whether `data` is the answer to the current parameters. */
  readonly isCurrent: boolean
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** `data` answers another question than the one on its way: not when the same one is only refreshed. */
  readonly isStale: boolean
  readonly retry: () => void
  /** The call of the API, relative to the page; empty without parameters. */
  readonly address: string
}

type State<N extends QuestionName> = Omit<Answered<N>, 'retry' | 'isCurrent' | 'isStale' | 'address'> & {
  /** What `data` is the answer to. */
  readonly answered?: string | undefined
  readonly question?: string | undefined
}

/**
 * Runs a query, and runs it again when its parameters change; outdated answers are dropped. Undefined
 * parameters: not yet.
 */
export const useAnswer = <N extends QuestionName>(name: N, params: ParamsOf<N> | undefined): Answered<N> => {
  const [state, setState] = useState<State<N>>({ data: undefined, error: undefined, loading: true })
  const asked = params && `${name} ${JSON.stringify(params)}`
  const question = params && toQuestionKey(name, params)
  const retry = useAsking(asked, (signal) => {
    setState((last) => ({ ...last, loading: true }))
    ask(name, params as ParamsOf<N>, signal).then(
      (data) => signal.aborted || setState({ data, answered: asked, question, error: undefined, loading: false }),
      (error) =>
        signal.aborted ||
        setState((last) =>
          keepsShown(error, last.data)
            ? { ...last, loading: false }
            : { data: undefined, error: asApiError(error), loading: false },
        ),
    )
  })
  const { answered, question: last, ...shown } = state
  const isStale = state.loading && state.data !== undefined && last !== question
  const address = params ? questionAddress(name, params) : ''
  return { ...shown, isCurrent: answered !== undefined && answered === asked, isStale, retry, address }
}
