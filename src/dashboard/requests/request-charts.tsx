import type { ComponentChildren, JSX } from 'preact'
import type { AnswerOf, ParamsOf } from '../api.ts'
import { type Earlier, readEarlier } from '../compare.ts'
import { Change } from '../components/change.tsx'
import { Chart } from '../components/chart.tsx'
import type { ChartSeries } from '../components/chart-options.ts'
import { isLogScale, ScaleSwitch } from '../components/scale-switch.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import {
  formatCount,
  formatDuration,
  formatDurations,
  formatRate,
  formatShare,
  formatThings,
  toRateUnit,
  unitSeconds,
} from '../format.ts'
import { navigate, param, setParams } from '../router.ts'
import { toLater } from '../to-later.ts'
import { type Answered, useAnswer } from '../use-answer.ts'
import { openPoint, useExemplars } from './slow-requests.ts'

type Series = AnswerOf<'request-series'>

/** The same figures at an earlier time. */
type EarlierSeries = Earlier & { readonly data: Series }

type Measured = (value: number | null | undefined) => string

type FigureProps = {
  readonly title: string
  readonly value: number | null
  readonly format: Measured
  /** The value of the earlier time, and its name. */
  readonly before?: number | null | undefined
  readonly than?: string | undefined
  readonly more?: 'bad' | 'plain'
  readonly note: string
  /** Stands at the far end of the head. */
  readonly end?: ComponentChildren
  readonly children: ComponentChildren
}

const Figure = ({ title, value, format, before, than, more = 'bad', ...props }: FigureProps): JSX.Element => (
  <section class="card figure" aria-label={title}>
    <div class="card-head">
      <h2>{title}</h2>
      <span class="big numeric">
        {format(value)}
        {than && <Change now={value} before={before} format={format} than={than} more={more} />}
      </span>
      <span class="note numeric">{props.note}</span>
      {props.end && <span class="end">{props.end}</span>}
    </div>
    {props.children}
  </section>
)

const perSecond = (counts: readonly (number | null)[], seconds: readonly number[]): (number | null)[] =>
  counts.map((count, index) => (count === null ? null : count / (seconds[index] || 1)))

const shares = ({ count, errors }: Series): (number | null)[] =>
  count.map((all, index) => (all ? (errors[index] ?? 0) / all : null))

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0)

const errorShare = ({ totals: { count, errors } }: Series): number | null => (count ? errors / count : null)

/** The line of an earlier time; none where nothing is compared. */
const earlierLine = (
  data: Series,
  earlier: EarlierSeries | undefined,
  values: (data: Series) => readonly (number | null)[],
  measure = '',
): ChartSeries[] => {
  if (!earlier) return []
  const later = toLater(data, earlier.data, values(earlier.data), earlier.shiftMs)
  return [{ name: `${measure}${earlier.name}`, color: '--text-faint', kind: 'dashes', values: later }]
}

type FiguresProps = { readonly data: Series; readonly earlier: EarlierSeries | undefined }

const toRates = ({ count, seconds }: Series): (number | null)[] => perSecond(count, seconds)
const toRate = ({ totals, seconds }: Series): number => totals.count / sum(seconds)

const Rate = ({ data, earlier }: FiguresProps): JSX.Element => {
  const rates = toRates(data)
  const unit = toRateUnit(rates.reduce<number>((top, rate) => Math.max(top, rate ?? 0), 0))
  return (
    <Figure
      title="Rate"
      value={toRate(data)}
      format={formatRate}
      before={earlier && toRate(earlier.data)}
      than={earlier?.name}
      more="plain"
      note={formatThings(data.totals.count, 'request')}
    >
      <Chart
        label="Requests per second"
        t={data.t}
        format={(value) => formatRate(value, unit)}
        group="requests"
        legend
        onPoint={(index) => openPoint(data, index)}
        pointHint="See the slowest traces"
        scale={{ factor: unitSeconds[unit] }}
        unfinished={isUnfinished(data)}
        series={[
          { name: 'all', color: '--bars', kind: 'bars', values: rates },
          { name: 'failed', color: '--bad', kind: 'bars', values: perSecond(data.errors, data.seconds) },
          ...earlierLine(data, earlier, toRates),
        ]}
      />
    </Figure>
  )
}

/** Without failures the axis ends here, and not at all of them. */
const shareScale = { least: 0.05 } as const

const Errors = ({ data, earlier }: FiguresProps): JSX.Element => (
  <Figure
    title="Error share"
    value={errorShare(data)}
    format={formatShare}
    before={earlier && errorShare(earlier.data)}
    than={earlier?.name}
    note={`${formatCount(data.totals.errors)} failed`}
  >
    <Chart
      label="Share of requests that failed"
      t={data.t}
      format={formatShare}
      group="requests"
      legend
      onPoint={(index) => openPoint(data, index, 'error')}
      pointHint="See the traces that failed"
      scale={shareScale}
      unfinished={isUnfinished(data)}
      series={[
        { name: 'error share', color: '--bad', kind: 'area', values: shares(data) },
        ...earlierLine(data, earlier, shares),
      ]}
    />
  </Figure>
)

const percentiles = [
  ['p99', '--quantile-1'],
  ['p95', '--quantile-2'],
  ['p50', '--quantile-3'],
] as const

/** Percentiles that are not drawn, as the address has them: `hide=p99,p95`. */
const hiddenPercentiles = (): ReadonlySet<string> => new Set(param('hide').split(',').filter(Boolean))

const timeScale = { steps: 'time' } as const

const Latency = ({ data, earlier }: FiguresProps): JSX.Element => {
  const dots = useExemplars(data)
  return (
    <Figure
      title="Latency"
      value={data.totals.p95}
      format={formatDuration}
      before={earlier?.data.totals.p95}
      than={earlier?.name}
      note={`p95 · median ${formatDuration(data.totals.p50)}`}
      end={<ScaleSwitch isSmall />}
    >
      <Chart
        label="Duration of requests"
        t={data.t}
        format={formatDuration}
        formatAxis={formatDurations}
        group="requests"
        isLog={isLogScale()}
        scale={timeScale}
        unfinished={isUnfinished(data)}
        hidden={hiddenPercentiles()}
        onHidden={(hidden) => setParams({ hide: [...hidden].join(',') }, { replace: true })}
        series={[
          ...percentiles.map(([name, color]) => ({ name, color, values: data[name] })),
          ...earlierLine(data, earlier, ({ p95 }) => p95, 'p95, '),
        ]}
        dots={dots}
        onDot={({ id }) => navigate(id)}
        onPoint={(index) => openPoint(data, index)}
        pointHint="See the slowest traces"
      />
    </Figure>
  )
}

type ChartsProps = {
  readonly series: Answered<'request-series'>
  readonly filter: ParamsOf<'request-series'>
}

/**
 * Rate, error share and latency over time, beside an earlier time where one is chosen; a drag over one of them zooms
 * the view.
 */
export const RequestCharts = ({ series, filter }: ChartsProps): JSX.Element => {
  const { data, error, isStale, retry } = series
  const time = readEarlier()
  const before = useAnswer('request-series', time && { ...filter, ...time.range })
  if (error)
    return (
      <section class="card">
        <ErrorState error={error} retry={retry} />
      </section>
    )
  if (!data)
    return (
      <div class="figures">
        {['Rate', 'Error share', 'Latency'].map((title) => (
          <section class="card figure" key={title} aria-label={title}>
            <div class="card-head">
              <h2>{title}</h2>
            </div>
            <Skeleton rows={4} height={34} />
          </section>
        ))}
      </div>
    )
  const earlier = time && before.data && { ...time, data: before.data }
  return (
    <div class={`figures ${isStale ? 'stale' : ''}`}>
      <Rate data={data} earlier={earlier} />
      <Errors data={data} earlier={earlier} />
      <Latency data={data} earlier={earlier} />
    </div>
  )
}
