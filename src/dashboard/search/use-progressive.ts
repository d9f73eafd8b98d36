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
} from '../api.ts'
import { toQuestionKey } from '../time-range.ts'
import { useAsking } from '../use-asking.ts'

type Scanned = { readonly reachedMs: number; readonly complete: boolean; readonly windowMs: number }

/** Queries that return what they found within their time, and how far they came. */
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
  /** `data` answers another question than the one on its way. */
  readonly isStale: boolean
  /** Share of the range that was looked at, 0 to 1. */
  readonly done: number
  /** The whole range was counted: until then there may be more than `data` says. */
  readonly complete: boolean
  readonly retry: () => void
  /** Call of the API behind, relative to the page. */
  readonly address: string
}

type State<N extends ScannedName> = Omit<Progress<N>, 'retry' | 'isStale' | 'address'> & { readonly question?: string }

/**
 * Asks a question again and again, each time for the part of the range that the answer before did not reach, until the
 * whole range is counted; `merge` adds an older part to what is there. What is there is shown meanwhile; a refresh
 * shows its answer when it is whole.
 */
export const useProgressive = <N extends ScannedName>(
  name: N,
  params: ParamsOf<N>,
  merge: (newer: AnswerOf<N>, older: AnswerOf<N>) => AnswerOf<N>,
): Progress<N> => {
  const [state, setState] = useState<State<N>>({
    data: undefined,
    error: undefined,
    loading: true,
    done: 0,
    complete: false,
  })
  const question = toQuestionKey(name, params)
  const run = async (signal: AbortSignal): Promise<void> => {
    const isRefresh = state.complete && state.question === question
    const { from, to } = params as { from: number; to: number }
    let data: AnswerOf<N> | undefined
    let resumed = {}
    for (let until = to; ; ) {
      const part = await ask(name, { ...params, to: until, ...resumed }, signal)
      data = data === undefined ? part : merge(data, part)
      const { complete, reachedMs, windowMs } = part as Scanned
      const loading = !complete && reachedMs > from && reachedMs < until
      if (signal.aborted) return
      const done = loading ? (to - reachedMs) / (to - from) : 1
      if (!loading || !isRefresh) setState({ data, question, error: undefined, loading, done, complete: !loading })
      if (!loading) return
      until = reachedMs
      resumed = { windowMs }
    }
  }
  const retry = useAsking(`${name} ${JSON.stringify(params)}`, (signal) => {
    setState((last) => ({ ...last, loading: true }))
    run(signal).catch((error) => {
      if (signal.aborted) return
      setState((last) =>
        keepsShown(error, last.data)
          ? { ...last, loading: false }
          : { data: undefined, error: asApiError(error), loading: false, done: 0, complete: false },
      )
    })
  })
  const { question: answered, ...shown } = state
  const isStale = state.loading && state.data !== undefined && answered !== question
  return { ...shown, isStale, retry, address: questionAddress(name, params) }
}
