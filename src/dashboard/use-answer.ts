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
import { useAsking } from './use-asking.ts'

/** State of a question on the page. While it is asked anew, the last answer stays and `loading` is set. */
export type Answered<N extends QuestionName> = {
  readonly data: AnswerOf<N> | undefined
  /** Whether `data` answers what is asked now, and not what was asked before. */
  readonly isCurrent: boolean
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly retry: () => void
  /** Call of the API behind, relative to the page; empty while nothing is asked. */
  readonly address: string
}

type State<N extends QuestionName> = Omit<Answered<N>, 'retry' | 'isCurrent' | 'address'> & {
  /** What `data` is the answer to. */
  readonly answered?: string | undefined
}

/**
 * Asks a question, and asks again when its parameters change; an answer that is overtaken is dropped.
 * Undefined parameters: not asked yet.
 */
export const useAnswer = <N extends QuestionName>(name: N, params: ParamsOf<N> | undefined): Answered<N> => {
  const [state, setState] = useState<State<N>>({ data: undefined, error: undefined, loading: true })
  const asked = params && `${name} ${JSON.stringify(params)}`
  const retry = useAsking(asked, (signal) => {
    setState((last) => ({ ...last, loading: true }))
    ask(name, params as ParamsOf<N>, signal).then(
      (data) => signal.aborted || setState({ data, answered: asked, error: undefined, loading: false }),
      (error) =>
        signal.aborted ||
        setState((last) =>
          keepsShown(error, last.data)
            ? { ...last, loading: false }
            : { data: undefined, error: asApiError(error), loading: false },
        ),
    )
  })
  const { answered, ...shown } = state
  const address = params ? questionAddress(name, params) : ''
  return { ...shown, isCurrent: answered !== undefined && answered === asked, retry, address }
}
