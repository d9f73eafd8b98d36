import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { AnswerOf } from '../../api.ts'
import { DataTable, type TableColumn } from '../../components/data-table.tsx'
import { FirstSteps } from '../../components/first-steps.tsx'
import { EmptyState, WiderRange } from '../../components/states.tsx'
import { Timestamp } from '../../components/timestamp.tsx'
import type { FileRow } from '../../download/csv.ts'
import { formatDuration, formatWhole } from '../../format.ts'
import { param, setParams } from '../../router.ts'
import { FoundCard, FoundFoot } from '../../search/found-card.tsx'
import { serviceColor } from '../../search/service-color.ts'
import { usePages } from '../../search/use-pages.ts'
import { isMoving, toSearchKey } from '../../time-range.ts'
import { useAnswer } from '../../use-answer.ts'
import { traceHref } from '../trace-href.ts'
import type { readTraceFilter } from './trace-filter.ts'

type Trace = AnswerOf<'traces-search'>['traces'][number]
type Filter = ReturnType<typeof readTraceFilter>

const hrefOf = ({ traceId, matched }: Trace): string => traceHref(traceId, matched.spanId)

const ServiceNames = ({ names }: { names: readonly string[] }): JSX.Element => (
  <span class="service-names">
    {names.slice(0, 3).map((name) => (
      <span key={name} class="service-name">
        <span class="swatch" style={{ color: `var(${serviceColor(name)})` }} />
        <bdi>{name}</bdi>
      </span>
    ))}
    {names.length > 3 && <span class="faint">+{names.length - 3}</span>}
  </span>
)

const DurationBar = ({ trace, longest }: { trace: Trace; longest: number }): JSX.Element => (
  <span class="duration-cell">
    <span class="duration-bar">
      <span
        class={trace.errors > 0 ? 'bad' : ''}
        style={{ width: `${Math.max(1.5, (trace.durationMs / longest) * 100)}%` }}
      />
    </span>
    <span class="number">{formatDuration(trace.durationMs)}</span>
  </span>
)

const Name = ({ trace, withMatch }: { trace: Trace; withMatch: boolean }): JSX.Element => {
  const { rootName, matched } = trace
  const isOther = withMatch && rootName !== '' && matched.name !== rootName
  return (
    <a class="trace-name" href={hrefOf(trace)}>
      <bdi>{rootName || matched.name}</bdi>
      {rootName === '' && <span class="badge warn">root missing</span>}
      {isOther && (
        <span class="faint">
          › <bdi>{matched.name}</bdi> {formatDuration(matched.durationMs)}
        </span>
      )}
    </a>
  )
}

const toColumns = (longest: number, withMatch: boolean): readonly TableColumn<Trace>[] => [
  {
    key: 'start',
    head: 'Start',
    by: ({ startMs }) => startMs,
    cell: ({ startMs }) => <Timestamp ms={startMs} millis />,
  },
  { key: 'name', head: 'Trace', wide: true, cell: (trace) => <Name trace={trace} withMatch={withMatch} /> },
  { key: 'services', head: 'Services', less: 1, cell: ({ services }) => <ServiceNames names={services} /> },
  {
    key: 'errors',
    head: 'Errors',
    right: true,
    by: ({ errors }) => errors,
    cell: ({ errors }) => (errors > 0 ? <span class="badge bad">{errors}</span> : <span class="faint">0</span>),
  },
  {
    key: 'spans',
    head: 'Spans',
    right: true,
    less: 2,
    by: ({ spans }) => spans,
    cell: ({ spans }) => formatWhole(spans),
  },
  {
    key: 'duration',
    head: 'Duration',
    right: true,
    by: ({ durationMs }) => durationMs,
    cell: (trace) => <DurationBar trace={trace} longest={longest} />,
  },
]

const isFiltered = ({ from: _from, to: _to, spans: _spans, ...rest }: Filter): boolean => Object.keys(rest).length > 0

const clear = {
  q: undefined,
  service: undefined,
  method: undefined,
  route: undefined,
  name: undefined,
  status: undefined,
  minMs: undefined,
  maxMs: undefined,
}

const Nothing = ({ filter }: { filter: Filter }): JSX.Element => {
  const { data } = useAnswer('services', { from: filter.from, to: filter.to })
  if (!isFiltered(filter) && isMoving.value && data?.services.length === 0)
    return <FirstSteps what="traces" first="span" />
  return (
    <EmptyState title="No trace matches" small>
      <p>
        {filter.spans === 'all'
          ? 'No span in this range meets all of the filters.'
          : 'Only requests, messages and roots were searched; the filters may fit a span below them.'}
      </p>
      <div class="actions">
        {filter.spans !== 'all' && (
          <button type="button" class="button main-action" onClick={() => setParams({ spans: 'all' })}>
            Search all spans
          </button>
        )}
        <WiderRange />
        {isFiltered(filter) && (
          <button type="button" class="button" onClick={() => setParams(clear)}>
            Clear the filters
          </button>
        )}
      </div>
    </EmptyState>
  )
}

/** A trace can match the filter on two pages by different spans: it is listed once, on the first. */
const toTraces = (pages: readonly AnswerOf<'traces-search'>[]): Trace[] => {
  const byId = new Map<string, Trace>()
  for (const trace of pages.flatMap(({ traces }) => traces))
    if (!byId.has(trace.traceId)) byId.set(trace.traceId, trace)
  return [...byId.values()]
}

const sortOf = (): { key: string; down: boolean } | undefined => {
  const text = param('sort')
  return text ? { key: text.replace(/^-/, ''), down: text.startsWith('-') } : undefined
}

const toFileRow = ({ startMs, matched, ...trace }: Trace): FileRow => ({
  start: new Date(startMs).toISOString(),
  ...trace,
  matchedSpanId: matched.spanId,
  matchedName: matched.name,
  matchedDurationMs: matched.durationMs,
})

const countTraces = (pages: readonly AnswerOf<'traces-search'>[]): number => toTraces(pages).length

/** The traces that were found, newest first unless sorted; older ones on demand. */
export const TraceList = ({ filter }: { filter: Filter }): JSX.Element => {
  const found = usePages('traces-search', filter, { count: countTraces, size: 50 })
  const traces = useMemo(() => toTraces(found.pages), [found.pages])
  const longest = traces.reduce((most, { durationMs }) => Math.max(most, durationMs), 0.001)
  const sort = sortOf()
  return (
    <FoundCard
      found={found}
      count={traces.length}
      name="trace-list"
      label="Traces"
      skeletonRows={8}
      nothing={<Nothing filter={filter} />}
    >
      <DataTable
        key={toSearchKey(['q', 'service', 'method', 'route', 'name', 'status', 'minMs', 'maxMs', 'spans'])}
        label="Traces"
        columns={toColumns(longest, isFiltered(filter) || filter.spans === 'all')}
        rows={traces}
        rowKey={({ traceId }) => traceId}
        rowHref={hrefOf}
        {...(sort && { sort })}
        onSort={({ key, down }) => setParams({ sort: `${down ? '-' : ''}${key}` }, { replace: true })}
        keys
      />
      <FoundFoot
        found={found}
        count={traces.length}
        one="trace"
        many="traces"
        rows={async (max) => toTraces(await found.readAll(max)).map(toFileRow)}
      />
    </FoundCard>
  )
}
