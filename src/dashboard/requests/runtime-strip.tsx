import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import type { AxisScale } from '../components/axis-ticks.ts'
import { Chart } from '../components/chart.tsx'
import { ErrorState } from '../components/states.tsx'
import { isUnfinished } from '../components/unfinished.ts'
import { formatBytes, formatCount, formatDuration, formatShare, formatUnits } from '../format.ts'
import { href } from '../router.ts'
import { range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'

type Values = readonly (number | null)[]
type Format = (value: number | null | undefined) => string

type PanelProps = {
  readonly title: string
  readonly note: string
  readonly metric: string
  readonly data: AnswerOf<'runtime-series'>
  readonly values: Values
  readonly format: Format
  /** Unit of an axis in one unit. */
  readonly unit?: string
  readonly scale?: AxisScale
  readonly color: string
}

const seconds: Format = (value) => formatDuration(value === null || value === undefined ? value : value * 1000)
const cores: Format = (value) =>
  `${formatCount(value === null || value === undefined ? value : Math.round(value * 100) / 100)}`

const Panel = ({ title, note, metric, data, values, format, unit, scale = {}, color }: PanelProps): JSX.Element => (
  <div class="runtime-panel">
    <div class="card-head">
      <h3>
        <a href={href('metrics', { metric })}>{title}</a>
      </h3>
      <span class="numeric">{format(values.findLast((value) => value !== null))}</span>
      <span class="note">{note}</span>
    </div>
    <Chart
      label={title}
      t={data.t}
      format={format}
      {...(unit && { formatAxis: (ticks) => formatUnits(ticks, unit) })}
      scale={scale}
      unfinished={isUnfinished(data)}
      height={84}
      group="requests"
      series={[{ name: title, color, kind: 'area', values }]}
    />
  </div>
)

/** How the Node processes of the service are; nothing when they send no runtime metrics. */
export const RuntimeStrip = ({ service }: { service: string }): JSX.Element | null => {
  const { data, error, retry } = useAnswer('runtime-series', { ...range.value, service })
  if (error) return <ErrorState error={error} retry={retry} />
  if (!data) return null
  const panels: readonly Omit<PanelProps, 'data'>[] = [
    {
      title: 'Event loop delay',
      note: 'p99',
      metric: 'nodejs.eventloop.delay.p99',
      values: data.delay,
      format: seconds,
      unit: 's',
      scale: { steps: 'time', factor: 1000 },
      color: '--series-2',
    },
    {
      title: 'Event loop busy',
      note: 'of time',
      metric: 'nodejs.eventloop.utilization',
      values: data.utilization,
      format: formatShare,
      color: '--series-3',
    },
    {
      title: 'Heap',
      note: 'in use',
      metric: 'v8js.memory.heap.used',
      values: data.heap,
      format: formatBytes,
      unit: 'By',
      scale: { steps: 'binary' },
      color: '--series-1',
    },
    {
      title: 'CPU',
      note: 'cores',
      metric: 'process.cpu.utilization',
      values: data.cpu,
      format: cores,
      color: '--series-7',
    },
    {
      title: 'GC',
      note: 'of time',
      metric: 'v8js.gc.duration',
      values: data.gc,
      format: formatShare,
      color: '--series-4',
    },
  ]
  const present = panels.filter(({ values }) => values.some((value) => value !== null))
  if (present.length === 0) return null
  return (
    <section class="card" aria-label="Node runtime">
      <div class="card-head">
        <h2>Node runtime</h2>
        <span class="note">of {service}; the highest where it runs more than once</span>
      </div>
      <div class="runtime">
        {present.map((panel) => (
          <Panel key={panel.title} data={data} {...panel} />
        ))}
      </div>
    </section>
  )
}
