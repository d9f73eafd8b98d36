import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { ComparePicker } from '../components/compare-picker.tsx'
import { FirstSteps } from '../components/first-steps.tsx'
import { CutNotice, EmptyState, ErrorState, Skeleton, WiderRange } from '../components/states.tsx'
import { Topbar } from '../components/topbar.tsx'
import { param } from '../router.ts'
import { isMoving, range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { MetricDetail } from './metric-detail.tsx'
import { MetricList } from './metric-list.tsx'
import { MetricOverview } from './metric-overview.tsx'
import './metrics.css'

type Metric = AnswerOf<'metric-list'>['metrics'][number]

/** The metric of the address; its kind only when the name is not enough. */
const findMetric = (metrics: readonly Metric[]): Metric | undefined => {
  const named = metrics.filter(({ name }) => name === param('metric'))
  return named.find(({ kind }) => kind === param('kind')) ?? named[0]
}

const Detail = ({ metrics }: { metrics: readonly Metric[] }): JSX.Element => {
  const chosen = findMetric(metrics)
  if (chosen) return <MetricDetail key={`${chosen.kind} ${chosen.name}`} metric={chosen} />
  if (param('metric'))
    return (
      <EmptyState title={`${param('metric')} has no points here`}>
        <p>Neither in this range nor of this service. Take a wider range, or choose another metric.</p>
      </EmptyState>
    )
  return <MetricOverview metrics={metrics} />
}

const Nothing = ({ service }: { service: string }): JSX.Element =>
  service || !isMoving.value ? (
    <EmptyState title={service ? `${service} sent no metrics in this range` : 'No metrics in this range'}>
      <div class="actions">
        <WiderRange />
      </div>
    </EmptyState>
  ) : (
    <FirstSteps what="metrics" first="metric" />
  )

/** Metrics: a list to choose from, and the chosen one over time. */
export const MetricsView = (): JSX.Element => {
  const service = param('service')
  const { data, error, isStale, retry, address } = useAnswer('metric-list', {
    ...range.value,
    ...(service && { service }),
  })
  return (
    <>
      <Topbar title="Metrics">{param('metric') && <ComparePicker />}</Topbar>
      <div class="page">
        {error && <ErrorState error={error} retry={retry} />}
        {!data && !error && <Skeleton />}
        {data?.metrics.length === 0 && <Nothing service={service} />}
        {data && data.metrics.length > 0 && (
          <div class={`metrics ${param('metric') ? 'has-chosen' : ''} ${isStale ? 'stale' : ''}`}>
            <div>
              <MetricList metrics={data.metrics} chosen={findMetric(data.metrics)} address={address} />
              {data.truncated && (
                <CutNotice>Only the first {data.metrics.length} by name are listed. Choose a service.</CutNotice>
              )}
            </div>
            <Detail metrics={data.metrics} />
          </div>
        )}
      </div>
    </>
  )
}
