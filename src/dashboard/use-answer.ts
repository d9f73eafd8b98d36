import { useEffect, useRef, useState } from 'preact/hooks'
import {
  type AnswerOf,
  type ApiError,
  asApiError,
  ask,
  keepsShown,
  type ParamsOf,
  type QuestionName,
  returns,
} from './api.ts'

/** State of a question on the page. While it is asked anew, the last answer stays and `loading` is set. */
export type Answered<N extends QuestionName> = {
  readonly data: AnswerOf<N> | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly retry: () => void
}

type State<N extends QuestionName> = Omit<Answered<N>, 'retry'>

/**
 * Asks a question, and asks again when its parameters change; an answer that is overtaken is dropped.
 * Undefined parameters: not asked yet.
 */
export const useAnswer = <N extends QuestionName>(name: N, params: ParamsOf<N> | undefined): Answered<N> => {
  const [state, setState] = useState<State<N>>({ data: undefined, error: undefined, loading: true })
  const [turn, setTurn] = useState(0)
  const latest = useRef(params)
  latest.current = params
  const key = params && JSON.stringify(params)
  // `key` stands for the parameters, `turn` for a retry.
  useEffect(() => {
    if (!latest.current) return
    const abort = new AbortController()
    setState((last) => ({ ...last, loading: true }))
    ask(name, latest.current, abort.signal).then(
      (data) => abort.signal.aborted || setState({ data, error: undefined, loading: false }),
      (error) =>
        abort.signal.aborted ||
        setState((last) =>
          keepsShown(error, last.data)
            ? { ...last, loading: false }
            : { data: undefined, error: asApiError(error), loading: false },
        ),
    )
    return () => abort.abort()
  }, [name, key, turn, returns.value])
  return { ...state, retry: () => setTurn((last) => last + 1) }
}
