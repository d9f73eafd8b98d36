import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { Change } from '../components/change.tsx'
import type { TableColumn } from '../components/data-table.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import {
  type DurationUnit,
  formatDuration,
  formatRate,
  formatShare,
  formatThings,
  toDurationUnit,
  toRateUnit,
} from '../format.ts'

export type RequestTable = AnswerOf<'request-table'>
export type RequestLine = RequestTable['lines'][number]

/** Name of a line among those of its table. */
export const lineKey = ({ service, method, route }: RequestLine): string => `${service} ${method} ${route}`

/** The lines of an earlier time, by their keys. */
export type EarlierLines = {
  readonly name: string
  readonly seconds: number
  readonly lines: ReadonlyMap<string, RequestLine>
  /** Whether a line that is not among them was not there. */
  readonly isWhole: boolean
}

const share = ({ count, errors }: RequestLine): number => (count > 0 ? errors / count : 0)

const errorShares = ({ spark }: RequestLine): (number | null)[] =>
  spark.count.map((count, index) => (count ? (spark.errors[index] ?? 0) / count : null))

type Measured = (value: number | null | undefined) => string

type CellProps = {
  readonly line: RequestLine
  readonly earlier: EarlierLines | undefined
  readonly pick: (line: RequestLine) => number | null
  readonly format: Measured
  readonly more?: 'bad' | 'plain'
}

/** The change of a line's value, where there is an earlier time. */
const LineChange = ({ line, earlier, pick, format, more = 'bad' }: CellProps): JSX.Element | null => {
  if (!earlier) return null
  const before = earlier.lines.get(lineKey(line))
  // A new line is marked as new once, next to its rate.
  if (!before && (more === 'bad' || !earlier.isWhole)) return <span class="change" />
  return <Change now={pick(line)} before={before && pick(before)} format={format} than={earlier.name} more={more} />
}

const ErrorCell = (props: CellProps): JSX.Element => {
  const { line } = props
  const value = share(line)
  return (
    <span class={`with-spark ${value >= 0.05 ? 'is-bad' : value > 0 ? '' : 'faint'}`}>
      <Sparkline values={errorShares(line)} color="var(--bad)" />
      <span class="number">
        {value >= 0.05 && <span aria-hidden="true">▲ </span>}
        {formatShare(value)}
        <LineChange {...props} />
      </span>
    </span>
  )
}

const ImpactCell = ({ line }: { line: RequestLine }): JSX.Element => (
  <span class="with-spark">
    <span class="share-bar">
      <span style={{ width: `${Math.max(2, line.impact * 100)}%` }} />
    </span>
    <span class="number">{formatShare(line.impact)}</span>
  </span>
)

const percentTitles = {
  p50: 'Half of the requests took no longer',
  p95: '95 % of the requests took no longer',
  p99: '99 % of the requests took no longer',
} as const

type Percentile = keyof typeof percentTitles

const formatIn =
  (unit: DurationUnit): Measured =>
  (value) =>
    formatDuration(value, unit)

const percentile = (key: Percentile, lines: readonly RequestLine[], less?: 1 | 2): TableColumn<RequestLine> => {
  const format = formatIn(toDurationUnit(lines.map((line) => line[key])))
  return {
    key,
    head: key,
    title: percentTitles[key],
    right: true,
    ...(less && { less }),
    by: (line) => line[key] ?? 0,
    cell: (line) => format(line[key]),
  }
}

/** What is measured of services and of routes: each column in one unit, so that its numbers compare at a glance. */
export const toMeasures = (
  { lines, seconds }: RequestTable,
  earlier: EarlierLines | undefined,
): readonly TableColumn<RequestLine>[] => {
  const unit = toRateUnit(Math.max(0, ...lines.map(({ count }) => count)) / seconds)
  const rate = (perSecond: number | null | undefined): string => formatRate(perSecond, unit)
  const p95 = percentile('p95', lines)
  return [
    {
      key: 'rate',
      head: 'Rate',
      right: true,
      by: (line) => line.count,
      cell: (line) => (
        <span class="with-spark" title={formatThings(line.count, 'request')}>
          <Sparkline values={line.spark.count} color="var(--accent)" />
          <span class="number">
            {rate(line.count / seconds)}
            {/* A line of the earlier time has its own seconds. */}
            <LineChange
              line={line}
              earlier={earlier}
              pick={(each) => each.count / (each === line ? seconds : (earlier?.seconds ?? seconds))}
              format={rate}
              more="plain"
            />
          </span>
        </span>
      ),
    },
    {
      key: 'errors',
      head: 'Errors',
      right: true,
      by: share,
      cell: (line) => <ErrorCell line={line} earlier={earlier} pick={share} format={formatShare} />,
    },
    percentile('p50', lines, 2),
    {
      ...p95,
      cell: (line) => (
        <span class="with-spark">
          <Sparkline values={line.spark.p95} color="var(--quantile-2)" />
          <span class="number">
            {p95.cell(line)}
            <LineChange line={line} earlier={earlier} pick={(each) => each.p95} format={formatDuration} />
          </span>
        </span>
      ),
    },
    percentile('p99', lines, 1),
    {
      key: 'impact',
      head: 'Impact',
      title: 'Share of all time that callers spent waiting, a failed request counting ten times',
      right: true,
      less: 1,
      by: (line) => line.impact,
      cell: (line) => <ImpactCell line={line} />,
    },
  ]
}
