import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { DownloadMenu } from '../download/download-menu.tsx'
import { formatThings } from '../format.ts'
import { useKeys } from '../keys.ts'
import { href, navigate } from '../router.ts'
import { openTraceId } from '../traces/trace-href.ts'

export type Metric = AnswerOf<'metric-list'>['metrics'][number]

/** Kinds in words. */
export const kindName = ({ kind, monotonic }: Metric): string =>
  kind === 'sum' ? (monotonic ? 'counter' : 'up-down') : kind.replace('exponential_', 'exp. ')

/** Address of a metric over time. */
export const metricHref = ({ name, kind }: Metric): string => href('metrics', { metric: name, kind })

/** Names of metrics, narrowed by what one types; `j` and `k` go through them. */
export const MetricList = ({
  metrics,
  chosen,
  address,
}: {
  metrics: readonly Metric[]
  chosen: Metric | undefined
  /** Call of the API behind the list. */
  address: string
}): JSX.Element => {
  const [text, setText] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const words = text.toLowerCase().split(/\s+/)
  const shown = metrics.filter(({ name, description }) =>
    words.every((word) => `${name} ${description}`.toLowerCase().includes(word)),
  )
  const step = (by: number) => () => {
    const at = chosen ? shown.indexOf(chosen) : -1
    const next = shown[Math.max(0, Math.min(shown.length - 1, at + by))]
    if (next) navigate(metricHref(next))
  }
  useKeys({ j: step(1), k: step(-1) })
  useEffect(() => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [chosen])
  return (
    <section class="card metric-list" aria-label="List of metrics">
      <div class="picker-search">
        <input
          class="field"
          type="search"
          data-search
          aria-label="Find a metric"
          placeholder={`Find among ${formatThings(metrics.length, 'metric')}`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) =>
            event.key === 'Enter' && !openTraceId(text) && shown[0] && navigate(metricHref(shown[0]))
          }
        />
        <DownloadMenu
          name="metrics"
          rows={() => shown.map(({ name, kind, ...rest }) => ({ name, kind, ...rest }))}
          address={address}
        />
      </div>
      <ul ref={list}>
        {shown.map((metric) => (
          <li key={`${metric.kind} ${metric.name}`}>
            <a href={metricHref(metric)} {...(metric === chosen && { 'aria-current': 'true' as const })}>
              <span class="name">{metric.name}</span>
              <span class="facts numeric">
                {kindName(metric)}
                {metric.unit && ` · ${metric.unit}`}
                {` · ${metric.series} series`}
                {` · ${metric.services.join(', ')}`}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="notice">No metric matches.</p>}
    </section>
  )
}
