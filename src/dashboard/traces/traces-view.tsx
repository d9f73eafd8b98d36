import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { type Chip, Chips } from '../components/chips.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { Topbar } from '../components/topbar.tsx'
import { formatCount, formatDuration } from '../format.ts'
import type { ParamName } from '../params.ts'
import { navigate, param, setParams } from '../router.ts'
import { useKnownKeys } from '../search/known-keys.ts'
import { QueryField } from '../search/query-field.tsx'
import { type Progress, useProgressive } from '../search/use-progressive.ts'
import { range } from '../time-range.ts'
import { DurationMap } from './durations/duration-map.tsx'
import type { Brush } from './durations/map-grid.ts'
import type { Durations } from './durations/scale.ts'
import { TraceFacets, useTraceFacets } from './list/trace-facets.tsx'
import { readTraceFilter } from './list/trace-filter.ts'
import { toTraceKeys } from './list/trace-keys.ts'
import { TraceList } from './list/trace-list.tsx'
import { traceHref } from './trace-href.ts'
import '../search/results.css'
import './traces.css'

const examples = [
  ['timeout', 'the word in a name, message or attribute'],
  ['"card declined"', 'the words side by side'],
  ['user.id:u77', 'an attribute of the span or its resource'],
  ['"card type":gold', 'an attribute whose name has spaces or signs'],
  ['status:5xx', 'an HTTP status, also status:404 or status:error'],
  ['duration:>250ms', 'spans that took longer'],
  ['kind:client -name:GET', 'one, but not the other'],
  ['exception:TimeoutError', 'spans with such an exception'],
  ['db.system.name:* OR messaging.system:*', 'either attribute, whatever its value'],
] as const

const columnCount = 120

/** More points than this say less than cells do. */
const maxPoints = 1500

const mergeDurations = (newer: Durations, older: Durations): Durations => {
  const cells = new Map(newer.cells.map((cell) => [cell[0] * 1000 + cell[1], cell]))
  for (const [column, row, spans, errors] of older.cells) {
    const before = cells.get(column * 1000 + row)
    cells.set(column * 1000 + row, [column, row, spans + (before?.[2] ?? 0), errors + (before?.[3] ?? 0)])
  }
  const total = newer.total + older.total
  const points = newer.points && older.points && total <= maxPoints ? [...newer.points, ...older.points] : null
  return { ...older, cells: [...cells.values()], total, errors: newer.errors + older.errors, points }
}

const round = (value: number): number => Number(value.toPrecision(3))

const applyBrush = ({ from, to, minMs, maxMs }: Brush): void =>
  setParams({
    from: Math.floor(from),
    to: Math.max(Math.floor(from) + 1000, Math.ceil(to)),
    minMs: round(minMs),
    maxMs: round(maxMs),
  })

const MapCard = ({ answer }: { answer: Progress<'traces-durations'> }): JSX.Element | null => {
  const { data, error, loading, isStale, done, complete, retry } = answer
  // A query that cannot be answered is explained below, by the list.
  if (error?.code === 'QUERY_INVALID') return null
  const more = complete ? '' : '+'
  return (
    <section class="card" aria-label="Durations over time">
      <div class="card-head">
        <h2>Duration</h2>
        <span class="note">
          {data
            ? `${formatCount(data.total)}${more} ${data.total === 1 && complete ? 'span' : 'spans'}, ${formatCount(data.errors)}${more} failed`
            : ''}
          {loading && done > 0 && ` · ${Math.round(done * 100)}% of the range counted`}
        </span>
        <span class="note end only-wide">Drag, or arrow keys and Enter, to look at a part alone</span>
      </div>
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : data ? (
        <div class={isStale ? 'stale' : ''}>
          <DurationMap
            data={data}
            range={range.value}
            uncountedTo={complete || isStale ? undefined : data.reachedMs}
            onBrush={applyBrush}
            onOpen={({ traceId, spanId }) => navigate(traceHref(traceId, spanId))}
          />
        </div>
      ) : (
        <Skeleton rows={6} height={24} />
      )}
    </section>
  )
}

const chipOf = (key: ParamName, label: string): Chip => ({
  key,
  label,
  onRemove: () => setParams({ [key]: undefined }),
})

const toChips = (): Chip[] => {
  const [minMs, maxMs] = [param('minMs'), param('maxMs')]
  return [
    ...(['method', 'route', 'name', 'status'] as const)
      .filter((key) => param(key))
      .map((key) => chipOf(key, key === 'route' && param(key) === '-' ? 'no route' : `${key} ${param(key)}`)),
    ...(minMs ? [chipOf('minMs', `longer than ${formatDuration(Number(minMs))}`)] : []),
    ...(maxMs ? [chipOf('maxMs', `shorter than ${formatDuration(Number(maxMs))}`)] : []),
  ]
}

const SpansSwitch = (): JSX.Element => {
  const isAll = param('spans') === 'all'
  return (
    <fieldset class="group" aria-label="Which spans are searched">
      <button
        type="button"
        class="button"
        aria-pressed={!isAll}
        title="Requests, messages and roots"
        onClick={() => setParams({ spans: undefined })}
      >
        Entry spans
      </button>
      <button type="button" class="button" aria-pressed={isAll} onClick={() => setParams({ spans: 'all' })}>
        All spans
      </button>
    </fieldset>
  )
}

/** Traces: found by what their spans are, seen by how long they took. */
export const TracesView = (): JSX.Element => {
  const filter = readTraceFilter()
  const columnMs = Math.max(1, Math.ceil((filter.to - filter.from) / columnCount))
  const durations = useProgressive('traces-durations', { ...filter, columnMs }, mergeDurations)
  const chips = useMemo(toChips, [location.search])
  const facets = useTraceFacets(filter)
  const keys = useKnownKeys(useMemo(() => toTraceKeys(facets.data), [facets.data]))
  return (
    <>
      <Topbar title="Traces">
        <QueryField
          label="Search traces"
          placeholder="Search, or paste a trace id"
          value={param('q')}
          onSearch={(q) => setParams({ q })}
          examples={examples}
          keys={keys}
        />
      </Topbar>
      <div class="page with-facets">
        <TraceFacets found={facets} />
        <div class="results">
          <div class="results-head">
            <SpansSwitch />
            <Chips chips={chips} />
          </div>
          <MapCard answer={durations} />
          <TraceList filter={filter} />
        </div>
      </div>
    </>
  )
}
