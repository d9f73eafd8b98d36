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

type Page = { readonly next: string | null; readonly complete: boolean; readonly reachedMs: number }

/** Questions that are answered a page at a time. */
export type PagedName = {
  [N in QuestionName]: AnswerOf<N> extends Page ? N : never
}[QuestionName]

export type Pages<N extends PagedName> = {
  readonly pages: readonly AnswerOf<N>[]
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** How far back the search has come, milliseconds since 1970. */
  readonly reachedMs: number | undefined
  readonly hasMore: boolean
  readonly more: () => void
  readonly retry: () => void
}

type State<N extends PagedName> = {
  readonly pages: readonly AnswerOf<N>[]
  readonly error: ApiError | undefined
  readonly loading: boolean
}

/**
 * Reads a list page by page. Pages that come back short because their time was spent are followed by the next at once, until
 * `least` rows are there or the range ends.
 */
export const usePages = <N extends PagedName>(
  name: N,
  params: ParamsOf<N>,
  { count, least }: { count: (page: AnswerOf<N>) => number; least: number },
): Pages<N> => {
  const [state, setState] = useState<State<N>>({ pages: [], error: undefined, loading: true })
  const [turn, setTurn] = useState(0)
  const abort = useRef<AbortController>(undefined)
  const latest = useRef({ params, count, state })
  latest.current = { params, count, state }
  const key = JSON.stringify(params)

  const read = async (before: readonly AnswerOf<N>[], wanted: number): Promise<void> => {
    const { params: asked, count: rowsOf } = latest.current
    const own = abort.current
    if (!own) return
    let pages = before
    for (let found = 0; found < wanted; ) {
      const next = (pages.at(-1) as Page | undefined)?.next
      if (next === null) break
      const page = await ask(name, { ...asked, ...(next !== undefined && { before: next }) }, own.signal)
      if (own.signal.aborted) return
      pages = [...pages, page]
      found += rowsOf(page)
      setState({ pages, error: undefined, loading: found < wanted && (page as Page).next !== null })
    }
  }
  const start = (before: readonly AnswerOf<N>[], wanted: number): void => {
    read(before, wanted).catch((error) => {
      if (abort.current?.signal.aborted) return
      setState((last) => ({
        ...last,
        loading: false,
        ...(!keepsShown(error, last.pages[0]) && { error: asApiError(error) }),
      }))
    })
  }
  // `key` stands for the parameters, `turn` for a retry.
  useEffect(() => {
    const own = new AbortController()
    abort.current = own
    setState((last) => ({ ...last, loading: true }))
    start([], least)
    return () => own.abort()
  }, [name, key, turn, returns.value])

  const last = state.pages.at(-1) as Page | undefined
  return {
    ...state,
    reachedMs: last?.reachedMs,
    hasMore: last !== undefined && last.next !== null,
    more: () => {
      if (state.loading) return
      setState((now) => ({ ...now, loading: true }))
      start(state.pages, 1)
    },
    retry: () => setTurn((now) => now + 1),
  }
}
