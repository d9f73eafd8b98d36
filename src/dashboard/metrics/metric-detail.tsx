import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { type Earlier, readEarlier } from '../compare.ts'
import { Chart } from '../components/chart.tsx'
import type { ChartSeries } from '../components/chart-options.ts'
import { Icon } from '../components/icon.tsx'
import { isLogScale } from '../components/scale-switch.tsx'
import { CutNotice, EmptyState, ErrorState, Skeleton, WiderRange } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import { DownloadMenu } from '../download/download-menu.tsx'
import { href, navigate } from '../router.ts'
import { serviceColors } from '../search/service-color.ts'
import { range } from '../time-range.ts'
import { toggled } from '../toggled.ts'
import { useAnswer } from '../use-answer.ts'
import { GroupTable } from './group-table.tsx'
import { type Series, toAxisFormat, toChartSeries, toDots, toEarlierSeries, toFormat, toScale } from './metric-chart.ts'
import { MetricControls } from './metric-controls.tsx'
import { toPointRows } from './metric-file-rows.ts'
import { kindName, type Metric } from './metric-list.tsx'
import { readGroupBy, readSeriesParams } from './metric-params.ts'

type PlotProps = {
  readonly data: Series
  readonly metric: Metric
  /** The same metric at an earlier time. */
  readonly before: (Earlier & { readonly data: Series }) | undefined
  /** Call of the API behind the lines. */
  readonly address: string
}

const none: ReadonlyMap<string, ChartSeries> = new Map()

const Plot = ({ data, metric, before, address }: PlotProps): JSX.Element => {
  const format = toFormat(data.unit, data, metric.kind)
  const colors = readGroupBy() === 'service.name' ? serviceColors(metric.services) : undefined
  const series = useMemo(() => toChartSeries(data, metric.kind, colors), [data, metric.kind])
  const dots = useMemo(() => toDots(data), [data])
  const earlier = useMemo(
    () => (before ? toEarlierSeries(data, series, before.data, before, metric.kind) : none),
    [series, before?.data],
  )
  const drawn = useMemo(() => [...series, ...earlier.values()], [series, earlier])
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  // A line and its earlier time go together.
  const allHidden = useMemo(
    () => new Set([...hidden].flatMap((name) => [name, earlier.get(name)?.name ?? name])),
    [hidden, earlier],
  )
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
        series={drawn}
        dots={dots}
        onDot={(dot) => navigate(dot.id)}
        format={format}
        height={300}
        legend={false}
        isLog={isLogScale()}
        formatAxis={toAxisFormat(data, metric.kind)}
        scale={toScale(data, metric.kind)}
        unfinished={isUnfinished(data)}
        hidden={allHidden}
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
        groupBy={readGroupBy()}
        earlier={before && { name: before.name, lines: earlier }}
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
  const { data, error, isStale, retry, address } = useAnswer('metric-series', readSeriesParams(metric, range.value))
  const earlier = readEarlier()
  const before = useAnswer('metric-series', earlier && readSeriesParams(metric, earlier.range))
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
      <MetricControls metric={metric} data={data} />
      {error && <ErrorState error={error} retry={retry} />}
      {!data && !error && <Skeleton rows={5} height={36} />}
      {data && (
        <div class={isStale ? 'stale' : ''}>
          <Plot
            data={data}
            metric={metric}
            before={earlier && before.data && { ...earlier, data: before.data }}
            address={address}
          />
        </div>
      )}
    </section>
  )
}
