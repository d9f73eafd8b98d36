import { useRef, useState } from 'preact/hooks'
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

type Page = {
  readonly next: string | null
  readonly complete: boolean
  readonly reachedMs: number
  readonly windowMs: number
}

/** Questions that are answered a page at a time. */
export type PagedName = {
  [N in QuestionName]: AnswerOf<N> extends Page ? N : never
}[QuestionName]

export type Pages<N extends PagedName> = {
  readonly pages: readonly AnswerOf<N>[]
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** The pages answer another question than the one on its way. */
  readonly isStale: boolean
  /** How far back the search has come, milliseconds since 1970. */
  readonly reachedMs: number | undefined
  readonly hasMore: boolean
  readonly more: () => void
  readonly retry: () => void
  /** All pages up to so many rows, without showing them. */
  readonly readAll: (maxRows: number) => Promise<readonly AnswerOf<N>[]>
  /** Call of the API that answers the first page, relative to the page. */
  readonly address: string
}

type State<N extends PagedName> = {
  readonly pages: readonly AnswerOf<N>[]
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly question?: string
}

/** Rows that one answer has at most. */
const maxPageRows = 200

/**
 * Reads a list page by page. An answer that comes back short because its time was spent is followed by the next at
 * once, until the page is full or the range ends: how long a page is does not depend on how fast the hub is. `count`
 * says how many rows answers make. A refresh reads as many rows as there are, and shows them when it has them: nobody
 * loses the place that they read at.
 */
export const usePages = <N extends PagedName>(
  name: N,
  params: ParamsOf<N>,
  { count, size }: { count: (pages: readonly AnswerOf<N>[]) => number; size: number },
): Pages<N> => {
  const [state, setState] = useState<State<N>>({ pages: [], error: undefined, loading: true })
  /** Of the search that is on: reading on ends with it. */
  const current = useRef<AbortSignal>(undefined)

  const question = toQuestionKey(name, params)
  const read = async (
    before: readonly AnswerOf<N>[],
    wanted: number,
    onPage: (pages: readonly AnswerOf<N>[], isLast: boolean) => void,
    signal?: AbortSignal,
  ): Promise<readonly AnswerOf<N>[]> => {
    let pages = before
    for (let found = count(pages); found < wanted; ) {
      const last = pages.at(-1) as Page | undefined
      if (last?.next === null) break
      const resumed = last && { before: last.next, windowMs: last.windowMs }
      const page = await ask(name, { ...params, limit: Math.min(maxPageRows, wanted - found), ...resumed }, signal)
      if (signal?.aborted) break
      pages = [...pages, page]
      found = count(pages)
      onPage(pages, found >= wanted || (page as Page).next === null)
    }
    return pages
  }
  const start = (before: readonly AnswerOf<N>[], wanted: number, signal: AbortSignal): void => {
    setState((last) => ({ ...last, loading: true }))
    const isRefresh = before.length === 0 && state.pages.length > 0 && state.question === question
    const show = (pages: readonly AnswerOf<N>[], isLast: boolean): void => {
      if (isLast || !isRefresh) setState({ pages, question, error: undefined, loading: !isLast })
    }
    read(before, wanted, show, signal).catch((error) => {
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
    start([], state.question === question ? Math.max(size, count(state.pages)) : size, signal)
  })

  const last = state.pages.at(-1) as Page | undefined
  const { question: answered, ...shown } = state
  return {
    ...shown,
    isStale: state.loading && state.pages.length > 0 && answered !== question,
    reachedMs: last?.reachedMs,
    hasMore: last !== undefined && last.next !== null,
    more: () => {
      if (!state.loading && current.current) start(state.pages, count(state.pages) + size, current.current)
    },
    retry,
    readAll: (maxRows) => read(state.pages, maxRows, () => {}),
    address: questionAddress(name, { ...params, limit: size }),
  }
}
