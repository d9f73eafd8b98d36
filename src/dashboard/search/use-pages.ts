import { useRef, useState } from 'preact/hooks'
import { type AnswerOf, type ApiError, asApiError, ask, keepsShown, type ParamsOf, type QuestionName } from '../api.ts'
import { useAsking } from '../use-asking.ts'

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
  /** Of the search that is on: reading on ends with it. */
  const current = useRef<AbortSignal>(undefined)

  const read = async (before: readonly AnswerOf<N>[], wanted: number, signal: AbortSignal): Promise<void> => {
    let pages = before
    for (let found = 0; found < wanted; ) {
      const next = (pages.at(-1) as Page | undefined)?.next
      if (next === null) break
      const page = await ask(name, { ...params, ...(next !== undefined && { before: next }) }, signal)
      if (signal.aborted) return
      pages = [...pages, page]
      found += count(page)
      setState({ pages, error: undefined, loading: found < wanted && (page as Page).next !== null })
    }
  }
  const start = (before: readonly AnswerOf<N>[], wanted: number, signal: AbortSignal): void => {
    setState((last) => ({ ...last, loading: true }))
    read(before, wanted, signal).catch((error) => {
      if (signal.aborted) return
      setState((last) => ({
        ...last,
        loading: false,
        ...(!keepsShown(error, last.pages[0]) && { error: asApiError(error) }),
      }))
    })
  }
  const retry = useAsking(`${name} ${JSON.stringify(params)}`, (signal) => {
    current.current = signal
    start([], least, signal)
  })

  const last = state.pages.at(-1) as Page | undefined
  return {
    ...state,
    reachedMs: last?.reachedMs,
    hasMore: last !== undefined && last.next !== null,
    more: () => {
      if (!state.loading && current.current) start(state.pages, 1, current.current)
    },
    retry,
  }
}
