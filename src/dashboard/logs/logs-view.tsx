import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { type Chip, Chips } from '../components/chips.tsx'
import { Picker } from '../components/picker.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { Topbar } from '../components/topbar.tsx'
import { formatCount } from '../format.ts'
import { useKeys } from '../keys.ts'
import { param, setParams } from '../router.ts'
import { useKnownKeys } from '../search/known-keys.ts'
import { QueryField } from '../search/query-field.tsx'
import { useProgressive } from '../search/use-progressive.ts'
import { range, zoomTo } from '../time-range.ts'
import { traceHref } from '../traces/trace-href.ts'
import { FoundLines } from './found-lines.tsx'
import { LineDrawer, type LogLine } from './line-drawer.tsx'
import { LiveLines } from './live-lines.tsx'
import { LogFacets, useLogFacets } from './log-facets.tsx'
import { type LogFilter, readLogFilter } from './log-filter.ts'
import { toLogKeys } from './log-keys.ts'
import { severityNames } from './severity.ts'
import { SeverityBars } from './severity-bars.tsx'
import '../search/results.css'
import './severity.css'
import './logs.css'

const examples = [
  ['timeout', 'the whole word, in any case'],
  ['time*', 'whatever looks like it, inside words too'],
  ['"card declined"', 'the words side by side'],
  ['level:>=warn', 'warnings and worse'],
  ['order.id:1042', 'an attribute of the line or its resource'],
  ['order.total:>100', 'a number in an attribute'],
  ['"card type":gold', 'an attribute whose name has spaces or signs'],
  ['declined -service:shop', 'one, but not the other'],
  ['(cache OR queue) level:error', 'either word, in errors'],
] as const

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

const Bars = ({ filter }: { filter: LogFilter }): JSX.Element | null => {
  const { data, error, loading, done, complete, retry } = useProgressive(
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
          {loading && done > 0 ? `counted ${Math.round(done * 100)}% of the range` : 'by severity'}
        </span>
      </div>
      {data ? <SeverityBars data={data} range={range.value} onZoom={zoomTo} /> : <Skeleton rows={3} height={24} />}
    </section>
  )
}

const toChips = (): Chip[] =>
  ['trace', 'span']
    .filter((key) => param(key))
    .map((key) => ({
      key,
      label: `${key} ${param(key).slice(0, 12)}…`,
      onRemove: () => setParams({ [key]: undefined }),
    }))

const SeverityPicker = (): JSX.Element => (
  <Picker
    label="Severity"
    value={param('severity')}
    options={[
      { value: '', label: 'Any' },
      ...severityNames
        .slice(1)
        .map((name) => ({ value: name, label: name === 'fatal' ? 'fatal' : `${name} and worse` })),
    ]}
    onPick={(severity) => setParams({ severity })}
  />
)

const ModeSwitches = ({ isLive, isWrapped }: { isLive: boolean; isWrapped: boolean }): JSX.Element => (
  <div class="results-head">
    <button
      type="button"
      class={`button live-switch ${isLive ? 'on' : ''}`}
      aria-pressed={isLive}
      title="Follow new lines as they come (l)"
      onClick={() => setParams({ live: isLive ? undefined : 'on' })}
    >
      <span class="live-dot" />
      Live
    </button>
    <button
      type="button"
      class="button"
      aria-pressed={isWrapped}
      title="Show lines in full (w)"
      onClick={() => setParams({ wrap: isWrapped ? undefined : 'on' }, { replace: true })}
    >
      Wrap lines
    </button>
    <SeverityPicker />
    <Chips chips={toChips()} />
    {param('trace') && (
      <a class="button small" href={traceHref(param('trace'), param('span') || undefined)}>
        Back to the trace
      </a>
    )}
  </div>
)

/** Log lines: searched, counted, followed as they come. */
export const LogsView = (): JSX.Element => {
  const [line, setLine] = useState<LogLine>()
  const isLive = param('live') === 'on'
  const isWrapped = param('wrap') === 'on'
  const filter = useMemo(readLogFilter, [location.search, range.value])
  useKeys({
    l: () => setParams({ live: isLive ? undefined : 'on' }),
    w: () => setParams({ wrap: isWrapped ? undefined : 'on' }, { replace: true }),
  })
  const facets = useLogFacets(filter)
  const keys = useKnownKeys(useMemo(() => toLogKeys(facets.data), [facets.data]))
  const shown = { filter, wrap: isWrapped, selected: line, onOpen: setLine }
  return (
    <div class="logs-page">
      <Topbar title="Logs">
        <QueryField
          label="Search logs"
          placeholder="Search the logs: words, key:value, level:>=warn"
          value={param('q')}
          onSearch={(q) => setParams({ q })}
          examples={examples}
          keys={keys}
        />
      </Topbar>
      <div class="page with-facets">
        <LogFacets found={facets} />
        <div class="results">
          <ModeSwitches isLive={isLive} isWrapped={isWrapped} />
          {isLive ? (
            <LiveLines {...shown} />
          ) : (
            <>
              <Bars filter={filter} />
              <FoundLines {...shown} />
            </>
          )}
        </div>
      </div>
      {line && <LineDrawer line={line} onClose={() => setLine(undefined)} />}
    </div>
  )
}
