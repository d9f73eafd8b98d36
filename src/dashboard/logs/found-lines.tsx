import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { FirstSteps } from '../components/first-steps.tsx'
import { EmptyState, WiderRange } from '../components/states.tsx'
import { setParams } from '../router.ts'
import { FoundCard, FoundFoot } from '../search/found-card.tsx'
import { usePages } from '../search/use-pages.ts'
import { isMoving } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { toFileRow } from './log-file-row.ts'
import type { LogFilter } from './log-filter.ts'
import { type ListLook, LogList } from './log-list.tsx'

export type LinesProps = {
  readonly filter: LogFilter
  /** What is searched for, whatever the time is: another search begins at its top. */
  readonly search: string
  readonly look: ListLook
}

const countLines = (pages: readonly AnswerOf<'logs-search'>[]): number =>
  pages.reduce((sum, { lines }) => sum + lines.length, 0)

const clear = { q: undefined, service: undefined, severity: undefined, trace: undefined, span: undefined }

const Nothing = ({ filter }: { filter: LogFilter }): JSX.Element => {
  const { from, to, ...rest } = filter
  const isFiltered = Object.keys(rest).length > 0
  const { data } = useAnswer('services', { from, to })
  if (!isFiltered && isMoving.value && data?.services.length === 0)
    return <FirstSteps what="log lines" first="log line" />
  return (
    <EmptyState title="No line matches" small>
      <p>A word matches only as a whole. Add a star to match part of a word: time*</p>
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
export const FoundLines = ({ filter, search, look }: LinesProps): JSX.Element => {
  const found = usePages('logs-search', filter, { count: countLines, size: 200 })
  const lines = useMemo(() => found.pages.flatMap((page) => page.lines), [found.pages])
  return (
    <FoundCard
      found={found}
      count={lines.length}
      name={`log-card ${found.isStale ? 'stale' : ''}`}
      label="Lines"
      skeletonRows={12}
      nothing={<Nothing filter={filter} />}
    >
      <LogList
        key={search}
        lines={lines}
        look={look}
        onEnd={() => found.hasMore && !found.loading && found.more()}
        foot={
          <FoundFoot
            found={found}
            count={lines.length}
            one="line"
            many="lines"
            rows={async (max) => (await found.readAll(max)).flatMap((page) => page.lines.map(toFileRow))}
          />
        }
      />
    </FoundCard>
  )
}
