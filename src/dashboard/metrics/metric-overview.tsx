import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Chart } from '../components/chart.tsx'
import { ErrorState } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import { serviceColors } from '../search/service-color.ts'
import { range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { toAxisFormat, toChartSeries, toFormat, toScale } from './metric-chart.ts'
import { aggregationNames } from './metric-controls.tsx'
import { type Metric, metricHref } from './metric-list.tsx'
import { toSeriesParams } from './metric-params.ts'

/** Whether an element is on the screen, or about to be. */
const useSeen = (): [{ current: HTMLElement | null }, boolean] => {
  const element = useRef<HTMLElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: '200px' },
    )
    if (element.current) observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, isSeen]
}

type CardProps = { readonly metric: Metric; readonly colors: ReadonlyMap<string, string> }

const MetricCard = ({ metric, colors }: CardProps): JSX.Element => {
  const [element, isSeen] = useSeen()
  const { data, error, retry } = useAnswer('metric-series', isSeen ? toSeriesParams(metric, range.value) : undefined)
  const series = useMemo(() => (data ? toChartSeries(data, metric.kind, colors) : []), [data, colors])
  return (
    <section class="card metric-card" aria-label={metric.name} ref={element}>
      <div class="card-head">
        <h2>
          <a href={metricHref(metric)} title={metric.description || metric.name}>
            {metric.name}
          </a>
        </h2>
        {data && <span class="note">{aggregationNames[data.aggregation]}</span>}
      </div>
      {error && <ErrorState error={error} retry={retry} />}
      {data && (
        <Chart
          label={metric.name}
          t={data.t}
          series={series}
          format={toFormat(data.unit, data, metric.kind)}
          formatAxis={toAxisFormat(data, metric.kind)}
          scale={toScale(data, metric.kind)}
          unfinished={isUnfinished(data)}
          height={110}
          group="metrics"
          legend={false}
        />
      )}
    </section>
  )
}

/** Maximum services in the legend. */
const maxNames = 16

/** All metrics at a glance, each as it is shown when nothing is chosen; only those on the screen are loaded. */
export const MetricOverview = ({ metrics }: { metrics: readonly Metric[] }): JSX.Element => {
  const colors = useMemo(() => serviceColors([...new Set(metrics.flatMap(({ services }) => services))]), [metrics])
  return (
    <div>
      {colors.size > 1 && (
        <ul class="services-legend" aria-label="Services">
          {[...colors].slice(0, maxNames).map(([name, color]) => (
            <li key={name}>
              <span class="swatch" style={{ color: `var(${color})` }} />
              {name}
            </li>
          ))}
          {colors.size > maxNames && <li>and {colors.size - maxNames} more</li>}
        </ul>
      )}
      <div class="metric-overview">
        {metrics.map((metric) => (
          <MetricCard key={`${metric.kind} ${metric.name}`} metric={metric} colors={colors} />
        ))}
      </div>
    </div>
  )
}
