import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { EmptyState, FirstSteps, WiderRange } from '../components/states.tsx'
import { setParams } from '../router.ts'
import { FoundCard, FoundFoot } from '../search/found-card.tsx'
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

const countLines = (pages: readonly AnswerOf<'logs-search'>[]): number =>
  pages.reduce((sum, { lines }) => sum + lines.length, 0)

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
  const found = usePages('logs-search', filter, { count: countLines, size: 200 })
  const lines = useMemo(() => found.pages.flatMap((page) => page.lines), [found.pages])
  return (
    <FoundCard
      found={found}
      count={lines.length}
      name={`log-card ${found.loading ? 'loading' : ''}`}
      label="Lines"
      skeletonRows={12}
      nothing={<Nothing filter={filter} />}
    >
      <LogList
        lines={lines}
        wrap={wrap}
        selected={selected}
        onOpen={onOpen}
        onEnd={() => found.hasMore && !found.loading && found.more()}
        foot={<FoundFoot found={found} count={lines.length} one="line" many="lines" />}
      />
    </FoundCard>
  )
}
