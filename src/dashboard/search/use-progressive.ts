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
} from '../api.ts'

type Scanned = { readonly reachedMs: number; readonly complete: boolean }

/** Questions that answer with what they found in the time they may take, and say how far they came. */
export type ScannedName = {
  [N in QuestionName]: AnswerOf<N> extends Scanned
    ? ParamsOf<N> extends { from: number; to: number }
      ? N
      : never
    : never
}[QuestionName]

export type Progress<N extends ScannedName> = {
  readonly data: AnswerOf<N> | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** Share of the range that was looked at, 0 to 1. */
  readonly done: number
  readonly retry: () => void
}

type State<N extends ScannedName> = Omit<Progress<N>, 'retry'>

/**
 * Asks a question again and again, each time for the part of the range that the answer before did not reach, until the whole
 * range is counted; `merge` adds an older part to what is there. What is there is shown meanwhile.
 */
export const useProgressive = <N extends ScannedName>(
  name: N,
  params: ParamsOf<N>,
  merge: (newer: AnswerOf<N>, older: AnswerOf<N>) => AnswerOf<N>,
): Progress<N> => {
  const [state, setState] = useState<State<N>>({ data: undefined, error: undefined, loading: true, done: 0 })
  const [turn, setTurn] = useState(0)
  const latest = useRef({ params, merge })
  latest.current = { params, merge }
  const key = JSON.stringify(params)
  // `key` stands for the parameters, `turn` for a retry.
  useEffect(() => {
    const abort = new AbortController()
    const { params: asked, merge: add } = latest.current
    const { from, to } = asked as { from: number; to: number }
    setState((last) => ({ ...last, loading: true }))
    const run = async (): Promise<void> => {
      let data: AnswerOf<N> | undefined
      for (let until = to; ; ) {
        const part = await ask(name, { ...asked, to: until }, abort.signal)
        data = data === undefined ? part : add(data, part)
        const { complete, reachedMs } = part as Scanned
        const loading = !complete && reachedMs > from && reachedMs < until
        if (abort.signal.aborted) return
        setState({ data, error: undefined, loading, done: loading ? (to - reachedMs) / (to - from) : 1 })
        if (!loading) return
        until = reachedMs
      }
    }
    run().catch((error) => {
      if (abort.signal.aborted) return
      setState((last) =>
        keepsShown(error, last.data)
          ? { ...last, loading: false }
          : { data: undefined, error: asApiError(error), loading: false, done: 0 },
      )
    })
    return () => abort.abort()
  }, [name, key, turn, returns.value])
  return { ...state, retry: () => setTurn((last) => last + 1) }
}
