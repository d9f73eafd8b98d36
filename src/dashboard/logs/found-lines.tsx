import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { EmptyState, ErrorState, FirstSteps, Skeleton, WiderRange } from '../components/states.tsx'
import { formatInstant } from '../format.ts'
import { setParams } from '../router.ts'
import { usePages } from '../search/use-pages.ts'
import { isMoving } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import type { LogLine } from './line-drawer.tsx'
import type { LogFilter } from './log-filter.ts'
import { LogList } from './log-list.tsx'

export type LinesProps = {
  readonly filter: LogFilter
  readonly wrap: boolean
  readonly selected: LogLine | undefined
  readonly onOpen: (line: LogLine) => void
}

const countLines = ({ lines }: AnswerOf<'logs-search'>): number => lines.length

const clear = { q: undefined, service: undefined, severity: undefined, trace: undefined, span: undefined }

const Nothing = ({ filter }: { filter: LogFilter }): JSX.Element => {
  const { from, to, ...rest } = filter
  const isFiltered = Object.keys(rest).length > 0
  const { data } = useAnswer('services', { from, to })
  if (!isFiltered && isMoving.value && data?.services.length === 0) return <FirstSteps what="log lines" />
  return (
    <EmptyState title="No line matches" small>
      <p>A word is found whole: put a star behind it (time*) to find it inside others.</p>
      <div class="actions">
        <WiderRange />
        {isFiltered && (
          <button type="button" class="button" onClick={() => setParams(clear)}>
            Clear the filters
          </button>
        )}
      </div>
    </EmptyState>
  )
}

/** Lines that a search found, newest first; older ones follow as one scrolls. */
export const FoundLines = ({ filter, wrap, selected, onOpen }: LinesProps): JSX.Element => {
  const found = usePages('logs-search', { ...filter, limit: 200 }, { count: countLines, least: 60 })
  const lines = useMemo(() => found.pages.flatMap((page) => page.lines), [found.pages])
  if (found.error)
    return (
      <section class="card">
        <ErrorState error={found.error} retry={found.retry} />
      </section>
    )
  if (found.pages.length === 0)
    return (
      <section class="card">
        <Skeleton rows={12} />
      </section>
    )
  if (lines.length === 0 && !found.hasMore)
    return (
      <section class="card">
        <Nothing filter={filter} />
      </section>
    )
  return (
    <section class={`card log-card ${found.loading ? 'loading' : ''}`} aria-label="Lines">
      <LogList
        lines={lines}
        wrap={wrap}
        selected={selected}
        onOpen={onOpen}
        onEnd={() => found.hasMore && !found.loading && found.more()}
        foot={
          <p class="list-foot" role="status">
            <span>
              {lines.length.toLocaleString('en')} {lines.length === 1 ? 'line' : 'lines'} shown
              {found.hasMore && found.reachedMs !== undefined && `, searched back to ${formatInstant(found.reachedMs)}`}
            </span>
            {found.hasMore && (
              <button type="button" class="button small" disabled={found.loading} onClick={found.more}>
                {found.loading ? 'Searching…' : 'Load older lines'}
              </button>
            )}
          </p>
        }
      />
    </section>
  )
}
