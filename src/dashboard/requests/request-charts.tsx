import type { ComponentChildren, JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { Chart } from '../components/chart.tsx'
import { isLogScale, ScaleSwitch } from '../components/scale-switch.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import {
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
  formatThings,
  toRateUnit,
  unitSeconds,
} from '../format.ts'
import { param, setParams } from '../router.ts'
import type { Answered } from '../use-answer.ts'

type Series = AnswerOf<'request-series'>

type FigureProps = {
  readonly title: string
  readonly value: string
  readonly note: string
  /** Stands at the far end of the head. */
  readonly end?: ComponentChildren
  readonly children: ComponentChildren
}

const Figure = (props: FigureProps): JSX.Element => (
  <section class="card figure" aria-label={props.title}>
    <div class="card-head">
      <h2>{props.title}</h2>
      <span class="big numeric">{props.value}</span>
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

const Rate = ({ data }: { data: Series }): JSX.Element => {
  const { t, totals } = data
  const seconds = data.seconds.reduce((sum, each) => sum + each, 0)
  const rates = perSecond(data.count, data.seconds)
  const unit = toRateUnit(rates.reduce<number>((top, rate) => Math.max(top, rate ?? 0), 0))
  return (
    <Figure title="Rate" value={formatRate(totals.count / seconds)} note={formatThings(totals.count, 'request')}>
      <Chart
        label="Requests per second"
        t={t}
        format={(value) => formatRate(value, unit)}
        group="requests"
        legend
        scale={{ factor: unitSeconds[unit] }}
        unfinished={isUnfinished(data)}
        series={[
          { name: 'all', color: '--bars', kind: 'bars', values: rates },
          { name: 'failed', color: '--bad', kind: 'bars', values: perSecond(data.errors, data.seconds) },
        ]}
      />
    </Figure>
  )
}

/** Without failures the axis ends here, and not at all of them. */
const shareScale = { least: 0.05 } as const

const Errors = ({ data }: { data: Series }): JSX.Element => {
  const { count, errors } = data.totals
  return (
    <Figure
      title="Error share"
      value={count ? formatShare(errors / count) : '–'}
      note={`${formatCount(errors)} failed`}
    >
      <Chart
        label="Share of requests that failed"
        t={data.t}
        format={formatShare}
        group="requests"
        legend
        scale={shareScale}
        unfinished={isUnfinished(data)}
        series={[{ name: 'error share', color: '--bad', kind: 'area', values: shares(data) }]}
      />
    </Figure>
  )
}

const percentiles = [
  ['p99', '--quantile-1'],
  ['p95', '--quantile-2'],
  ['p50', '--quantile-3'],
] as const

/** Percentiles that are not drawn, as the address has them: `hide=p99,p95`. */
const hiddenPercentiles = (): ReadonlySet<string> => new Set(param('hide').split(',').filter(Boolean))

const timeScale = { steps: 'time' } as const

const Latency = ({ data }: { data: Series }): JSX.Element => (
  <Figure
    title="Latency"
    value={formatDuration(data.totals.p95)}
    note={`p95 · median ${formatDuration(data.totals.p50)}`}
    end={<ScaleSwitch isSmall />}
  >
    <Chart
      label="Duration of requests"
      t={data.t}
      format={formatDuration}
      group="requests"
      isLog={isLogScale()}
      scale={timeScale}
      unfinished={isUnfinished(data)}
      hidden={hiddenPercentiles()}
      onHidden={(hidden) => setParams({ hide: [...hidden].join(',') }, { replace: true })}
      series={percentiles.map(([name, color]) => ({ name, color, values: data[name] }))}
    />
  </Figure>
)

/** Rate, error share and latency over time; a drag over one of them zooms the view. */
export const RequestCharts = ({ series }: { series: Answered<'request-series'> }): JSX.Element => {
  const { data, error, loading, retry } = series
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
  return (
    <div class={`figures ${loading ? 'stale' : ''}`}>
      <Rate data={data} />
      <Errors data={data} />
      <Latency data={data} />
    </div>
  )
}
