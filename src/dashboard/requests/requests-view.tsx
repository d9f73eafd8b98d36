import type { JSX } from 'preact'
import { Chips } from '../components/chips.tsx'
import { ComparePicker } from '../components/compare-picker.tsx'
import type { TableColumn } from '../components/data-table.tsx'
import { FirstSteps } from '../components/first-steps.tsx'
import { EmptyState, WiderRange } from '../components/states.tsx'
import { Topbar } from '../components/topbar.tsx'
import { href, param, setParams } from '../router.ts'
import { isMoving, range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import { RequestCharts } from './request-charts.tsx'
import { RequestLines, tracesHref } from './request-lines.tsx'
import type { RequestLine } from './request-measures.tsx'
import { RuntimeStrip } from './runtime-strip.tsx'
import { SampledNote } from './sampled-note.tsx'
import './requests.css'

const serviceHref = ({ service }: RequestLine): string => href('requests', { service })

const serviceHeads: readonly TableColumn<RequestLine>[] = [
  {
    key: 'service',
    head: 'Service',
    wide: true,
    by: ({ service }) => service,
    cell: (line) => (
      <a href={serviceHref(line)} title={line.service}>
        {line.service}
      </a>
    ),
  },
]

const routeHeads = (withService: boolean): readonly TableColumn<RequestLine>[] => [
  {
    key: 'route',
    head: 'Route',
    wide: true,
    by: ({ route, method }) => `${route} ${method}`,
    cell: (line) => (
      <a class="route" href={tracesHref(line)} title={`${line.method} ${line.route}: see its traces`}>
        <span class="method">{line.method}</span>
        <span class={`name ${line.route ? 'mono' : 'faint'}`}>{line.route || 'no route'}</span>
      </a>
    ),
  },
  ...(withService
    ? [
        {
          key: 'service',
          head: 'Service',
          less: 2 as const,
          by: ({ service }: RequestLine) => service,
          cell: ({ service }: RequestLine) => (
            <span class="of-service soft" title={service}>
              {service}
            </span>
          ),
        },
      ]
    : []),
]

const Services = (): JSX.Element => (
  <RequestLines
    title="Services"
    note="Open one to see its routes and its runtime"
    filter={{ ...range.value, by: 'service' }}
    heads={serviceHeads}
    lineHref={serviceHref}
    sortParam="services"
    findParam="findService"
  />
)

const Nothing = ({ service }: { service: string }): JSX.Element | null => {
  const { data } = useAnswer('services', range.value)
  if (!data) return null
  if (!service && data.services.length === 0 && isMoving.value) return <FirstSteps what="requests" first="span" />
  return (
    <EmptyState title={service ? `${service} took no requests in this range` : 'No requests in this range'}>
      <p>Processes that serve no HTTP show up under Traces, Logs and Metrics.</p>
      <div class="actions">
        <WiderRange />
        {service && (
          <button type="button" class="button" onClick={() => setParams({ service: undefined })}>
            Show all services
          </button>
        )}
      </div>
    </EmptyState>
  )
}

/** Requests as their callers feel them: how many, how many failed, how long they took. */
export const RequestsView = (): JSX.Element => {
  const service = param('service')
  const route = param('route')
  const filter = { ...range.value, ...(service && { service }), ...(route && { route }) }
  const series = useAnswer('request-series', filter)
  const isEmpty = series.data?.totals.count === 0
  const chips = route
    ? [{ key: 'route', label: `route ${route}`, onRemove: () => setParams({ route: undefined }) }]
    : []
  return (
    <>
      <Topbar title="Requests">
        <ComparePicker />
      </Topbar>
      <div class="page">
        <Chips chips={chips} />
        {isEmpty ? (
          <Nothing service={service} />
        ) : (
          <>
            {series.data && <SampledNote totals={series.data.totals} />}
            <RequestCharts series={series} filter={filter} />
            {!service && <Services />}
            <RequestLines
              title="Routes"
              note="Sorted by impact: time spent waiting, a failed request counting ten times"
              filter={{ ...filter, by: 'route' }}
              heads={routeHeads(!service)}
              lineHref={tracesHref}
              sortParam="sort"
              findParam="find"
              keys
            />
          </>
        )}
        {service && <RuntimeStrip service={service} />}
      </div>
    </>
  )
}
