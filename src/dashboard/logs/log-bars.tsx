import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { formatCount } from '../format.ts'
import { useProgressive } from '../search/use-progressive.ts'
import { range, zoomTo } from '../time-range.ts'
import type { LogFilter } from './log-filter.ts'
import { severityNames } from './severity.ts'
import { SeverityBars } from './severity-bars.tsx'

type Histogram = AnswerOf<'logs-histogram'>

const addColumns = (a: readonly number[], b: readonly number[]): number[] => {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  return long.map((count, index) => count + (short[index] ?? 0))
}

/** Parts of one range have the same first bar: their bars add up. */
const mergeHistograms = (newer: Histogram, older: Histogram): Histogram => {
  const columns = severityNames.map((name) => [name, addColumns(newer.severities[name], older.severities[name])])
  const t = newer.t.length >= older.t.length ? newer.t : older.t
  return {
    ...older,
    t,
    total: newer.total + older.total,
    severities: Object.fromEntries(columns) as Histogram['severities'],
  }
}

const barSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400]

/** Width of a bar in seconds for about eighty of them. */
const toStep = ({ from, to }: LogFilter): number => barSteps.find((step) => (to - from) / 1000 / step <= 90) ?? 604_800

/** A plus says that more may come. */
const toTitle = (total: number, complete: boolean): string =>
  `${formatCount(total)}${complete ? '' : '+'} ${total === 1 && complete ? 'line' : 'lines'}`

/** How many lines there are, over time and by severity. */
export const LogBars = ({ filter }: { filter: LogFilter }): JSX.Element | null => {
  const { data, error, loading, isStale, done, complete, retry } = useProgressive(
    'logs-histogram',
    { ...filter, step: toStep(filter) },
    mergeHistograms,
  )
  // A query that cannot be answered is explained below, by the list.
  if (error?.code === 'QUERY_INVALID') return null
  if (error)
    return (
      <section class="card">
        <ErrorState error={error} retry={retry} />
      </section>
    )
  return (
    <section class="card bars-card" aria-label="Lines over time">
      <div class="card-head">
        <h2>{data ? toTitle(data.total, complete) : 'Lines'}</h2>
        <span class="note">
          {loading && done > 0 ? `${Math.round(done * 100)}% of the range counted` : 'by severity'}
        </span>
      </div>
      {data ? (
        <div class={isStale ? 'stale' : ''}>
          <SeverityBars
            data={data}
            range={range.value}
            uncountedTo={complete || isStale ? undefined : data.reachedMs}
            onZoom={zoomTo}
          />
        </div>
      ) : (
        <Skeleton rows={3} height={24} />
      )}
    </section>
  )
}
