import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import type { AxisScale } from '../components/axis-ticks.ts'
import { Chart } from '../components/chart.tsx'
import type { ChartDot, ChartSeries } from '../components/chart-options.ts'
import { Icon } from '../components/icon.tsx'
import { isLogScale } from '../components/scale-switch.tsx'
import { CutNotice, EmptyState, ErrorState, Skeleton, WiderRange } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatUnit } from '../format.ts'
import { href, navigate, param } from '../router.ts'
import { range } from '../time-range.ts'
import { toggled } from '../toggled.ts'
import { traceHref } from '../traces/trace-href.ts'
import { useAnswer } from '../use-answer.ts'
import { GroupTable } from './group-table.tsx'
import { MetricControls, readWhere, whereParams } from './metric-controls.tsx'
import { toPointRows } from './metric-file-rows.ts'
import { kindName, type Metric } from './metric-list.tsx'

type Series = AnswerOf<'metric-series'>
type Aggregation = Series['aggregation']

const palette = 8

const unitOf = (unit: string, { aggregation }: Series, kind: Metric['kind']): string => {
  const counts = kind !== 'gauge' && kind !== 'sum' && (aggregation === 'rate' || aggregation === 'increase')
  const base = counts ? '' : unit
  if (aggregation !== 'rate') return base
  return base === 's' ? 'cores' : `${base}/s`
}

const scales: Readonly<Record<string, AxisScale>> = {
  By: { steps: 'binary' },
  'By/s': { steps: 'binary' },
  s: { steps: 'time', factor: 1e3 },
  ms: { steps: 'time' },
  us: { steps: 'time', factor: 1e-3 },
  ns: { steps: 'time', factor: 1e-6 },
}

const toScale = (unit: string): AxisScale => scales[unit] ?? {}

/** A counter of seconds that grows by one each second is one core, or one thing, at work all the time. */
const toFormat =
  (unit: string, data: Series, kind: Metric['kind']) =>
  (value: number | null | undefined): string =>
    formatUnit(value, unitOf(unit, data, kind))

/** Lines in a unit that does not convert to that of the axis say so in their names. */
const toChartSeries = (data: Series, kind: Metric['kind']): ChartSeries[] => {
  const rest = data.series.some(({ group }) => group) ? '(none)' : data.aggregation
  return data.series.map(({ group, unit, values }, index) => {
    const name = group || rest
    const isOther = unit !== data.unit
    return {
      name: isOther ? `${name} in ${unit || 'no unit'}` : name,
      color: `--series-${(index % palette) + 1}`,
      kind: data.series.length === 1 ? 'area' : 'line',
      values,
      ...(isOther && { format: toFormat(unit, data, kind) }),
    }
  })
}

const toDots = ({ exemplars }: Series): ChartDot[] =>
  exemplars.map(({ t, value, traceId, spanId }) => ({
    ms: t * 1000,
    value,
    id: traceHref(traceId, spanId),
    color: '--series-4',
  }))

const Plot = ({ data, metric, address }: { data: Series; metric: Metric; address: string }): JSX.Element => {
  const format = toFormat(data.unit, data, metric.kind)
  const series = useMemo(() => toChartSeries(data, metric.kind), [data, metric.kind])
  const dots = useMemo(() => toDots(data), [data])
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  if (data.groups === 0)
    return (
      <EmptyState title="No points in this range" small>
        <p>This metric has none here with these filters. Counters need two points before they show a rate.</p>
        <WiderRange />
      </EmptyState>
    )
  return (
    <>
      <Chart
        label={`${data.aggregation} of ${metric.name}`}
        t={data.t}
        series={series}
        dots={dots}
        onDot={(dot) => navigate(dot.id)}
        format={format}
        height={300}
        legend={false}
        isLog={isLogScale()}
        scale={toScale(unitOf(data.unit, data, metric.kind))}
        unfinished={isUnfinished(data)}
        hidden={hidden}
      />
      {data.exemplars.length > 0 && (
        <p class="notice">
          <span class="dot" />
          Each ring is a single request that was measured: press it to open its trace.
        </p>
      )}
      {data.groups > data.series.length && (
        <CutNotice>
          The {data.series.length} groups with the highest values of {data.groups} are shown. Filter to see others.
        </CutNotice>
      )}
      <GroupTable
        series={series}
        format={format}
        groupBy={param('by')}
        exemplars={data.exemplars}
        address={address}
        hidden={hidden}
        onToggle={(name) => setHidden(toggled(hidden, name))}
      />
    </>
  )
}

/** One metric over time. */
export const MetricDetail = ({ metric }: { metric: Metric }): JSX.Element => {
  const service = param('service')
  const by = param('by')
  const aggregation = param('agg') as Aggregation | ''
  const filter = { ...range.value, metric: metric.name, kind: metric.kind, ...(service && { service }) }
  const where = whereParams(readWhere())
  const { data, error, loading, retry, address } = useAnswer('metric-series', {
    ...filter,
    ...where,
    ...(aggregation && { aggregation }),
    ...(by && { groupBy: by }),
  })
  return (
    <section class="card metric-detail" aria-label={metric.name}>
      <a class="only-narrow back" href={href('metrics')}>
        <Icon name="left" size={14} /> All metrics
      </a>
      <div class="card-head">
        <h2>{metric.name}</h2>
        <span class="badge">{kindName(metric)}</span>
        {metric.unit && <span class="badge">{metric.unit}</span>}
        {data && (
          <span class="end">
            <DownloadMenu
              name="points"
              rows={() => toPointRows(data.t, toChartSeries(data, metric.kind))}
              address={address}
            />
          </span>
        )}
        <p class="note">{metric.description}</p>
      </div>
      <MetricControls filter={filter} data={data} />
      {error && <ErrorState error={error} retry={retry} />}
      {!data && !error && <Skeleton rows={5} height={36} />}
      {data && (
        <div class={loading ? 'stale' : ''}>
          <Plot data={data} metric={metric} address={address} />
        </div>
      )}
    </section>
  )
}
