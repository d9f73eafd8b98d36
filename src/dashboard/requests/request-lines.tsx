import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { type Column, DataTable, type SortState } from '../components/data-table.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { CutNotice, ErrorState, Skeleton } from '../components/states.tsx'
import { DownloadMenu } from '../download/download-menu.tsx'
import {
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
  formatThings,
  type RateUnit,
  toRateUnit,
} from '../format.ts'
import type { ParamName } from '../params.ts'
import { href, param, setParams } from '../router.ts'
import type { Answered } from '../use-answer.ts'
import { toFileRows } from './request-file-row.ts'

type Table = AnswerOf<'request-table'>
export type Line = Table['lines'][number]

/** Route as people read it: requests that no route took have none. */
export const routeName = ({ route }: Line): string => route || 'no route'

const share = ({ count, errors }: Line): number => (count > 0 ? errors / count : 0)

const errorShares = ({ spark }: Line): (number | null)[] =>
  spark.count.map((count, index) => (count ? (spark.errors[index] ?? 0) / count : null))

const ErrorCell = ({ line }: { line: Line }): JSX.Element => {
  const value = share(line)
  return (
    <span class={`with-spark ${value >= 0.05 ? 'is-bad' : value > 0 ? '' : 'faint'}`}>
      <Sparkline values={errorShares(line)} color="var(--bad)" />
      <span class="number">
        {value >= 0.05 && <span aria-hidden="true">▲ </span>}
        {formatShare(value)}
      </span>
    </span>
  )
}

const ImpactCell = ({ line }: { line: Line }): JSX.Element => (
  <span class="with-spark">
    <span class="share-bar">
      <span style={{ width: `${Math.max(2, line.impact * 100)}%` }} />
    </span>
    <span class="number">{formatShare(line.impact)}</span>
  </span>
)

const impactTitle = 'Share of all time that callers spent waiting, a failed request counting ten times'

/** Columns that services and routes share. */
const measures = (seconds: number, unit: RateUnit): readonly Column<Line>[] => [
  {
    key: 'rate',
    head: 'Rate',
    right: true,
    by: (line) => line.count,
    cell: (line) => (
      <span class="with-spark" title={formatThings(line.count, 'request')}>
        <Sparkline values={line.spark.count} color="var(--accent)" />
        <span class="number">{formatRate(line.count / seconds, unit)}</span>
      </span>
    ),
  },
  { key: 'errors', head: 'Errors', right: true, by: share, cell: (line) => <ErrorCell line={line} /> },
  {
    key: 'p50',
    head: 'p50',
    title: 'Half of the requests took no longer',
    right: true,
    less: 2,
    by: (line) => line.p50 ?? 0,
    cell: (line) => formatDuration(line.p50),
  },
  {
    key: 'p95',
    head: 'p95',
    title: '95 % of the requests took no longer',
    right: true,
    by: (line) => line.p95 ?? 0,
    cell: (line) => (
      <span class="with-spark">
        <Sparkline values={line.spark.p95} color="var(--quantile-2)" />
        <span class="number">{formatDuration(line.p95)}</span>
      </span>
    ),
  },
  {
    key: 'p99',
    head: 'p99',
    title: '99 % of the requests took no longer',
    right: true,
    less: 1,
    by: (line) => line.p99 ?? 0,
    cell: (line) => formatDuration(line.p99),
  },
  {
    key: 'impact',
    head: 'Impact',
    title: impactTitle,
    right: true,
    less: 1,
    by: (line) => line.impact,
    cell: (line) => <ImpactCell line={line} />,
  },
]

const unitOf = ({ lines, seconds }: Table): RateUnit =>
  toRateUnit(Math.max(0, ...lines.map(({ count }) => count)) / seconds)

const readSort = (name: ParamName): SortState => {
  const text = param(name) || '-impact'
  return { key: text.replace(/^-/, ''), down: text.startsWith('-') }
}

type LinesProps = {
  readonly title: string
  readonly by: 'service' | 'route'
  readonly note: string
  readonly answer: Answered<'request-table'>
  /** Columns that tell lines apart. */
  readonly heads: readonly Column<Line>[]
  readonly lineHref: (line: Line) => string
  /** Parameter of the address that keeps the order. */
  readonly sortParam: ParamName
  readonly keys?: boolean
}

/** Services or routes side by side. */
export const RequestLines = (props: LinesProps): JSX.Element => {
  const { title, by, note, heads, lineHref, sortParam, keys = false } = props
  const { data, error, loading, retry, address } = props.answer
  return (
    <section class={`card ${loading && data ? 'stale' : ''}`} aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="note">{note}</span>
        {data && (
          <span class="end">
            <DownloadMenu name={title.toLowerCase()} rows={() => toFileRows(data, by)} address={address} />
          </span>
        )}
      </div>
      {error && <ErrorState error={error} retry={retry} />}
      {!data && !error && <Skeleton />}
      {data && (
        <DataTable
          label={title}
          columns={[...heads, ...measures(data.seconds, unitOf(data))]}
          rows={data.lines}
          rowKey={(line) => `${line.service} ${line.method} ${line.route}`}
          rowHref={lineHref}
          sort={readSort(sortParam)}
          onSort={({ key, down }) => setParams({ [sortParam]: `${down ? '-' : ''}${key}` }, { replace: true })}
          keys={keys}
        />
      )}
      {data && data.total > data.lines.length && (
        <CutNotice>
          The {data.lines.length} with the highest impact of {formatCount(data.total)} are shown. Choose a service or a
          shorter range to see others.
        </CutNotice>
      )}
    </section>
  )
}

/** Traces behind a line: by its method and route, whatever their spans are called. What is not HTTP has the span's name as its route. */
export const tracesHref = ({ service, method, route }: Line): string =>
  href('traces', { service, ...(method ? { method, route: route || '-' } : { route }) })
