import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

const routes = {
  shop: ['/products', '/products/:id', '/products/:id/reviews', '/carts/:cart/items', '/checkout'],
  payments: ['/rates/:currency', '/charges'],
} as const
const bounds = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.075',
  '0.1',
  '0.25',
  '0.5',
  '0.75',
  '1',
  '2.5',
  '5',
  '7.5',
  '10',
  '+Inf',
]

type Series = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly every: number }

/** What the recording rules produce for a service or a route. */
const recorded = (level: string, labels: Series['labels']): Series[] =>
  ['5m', '1h'].flatMap((window) =>
    [
      `http_requests:rate${window}`,
      `http_request_errors:rate${window}`,
      ...['p50', 'p95', 'p99'].map((p) => `http_request_duration_seconds:${p}_${window}`),
    ].map((metric) => ({ name: `${level}:${metric}`, labels, every: 30 })),
  )

const ofRoute = (service: string, http_route: string): Series[] => {
  const labels = { service_name: service, deployment_environment_name: 'demo', http_route }
  const statuses = ['200', '404', '500'].map((http_response_status_code) => ({
    name: 'service_route_status:http_requests:rate5m',
    labels: { ...labels, http_response_status_code },
    every: 30,
  }))
  const buckets = bounds.map((le) => ({
    name: 'service_route_le:http_request_duration_seconds_bucket:rate5m',
    labels: { ...labels, le },
    every: 30,
  }))
  const raw = bounds.map((le) => ({
    name: 'http_server_request_duration_seconds_bucket',
    labels: { ...labels, le, instance: service, job: service },
    every: 60,
  }))
  return [...recorded('service_route', labels), ...statuses, ...buckets, ...raw]
}

const gauges = [
  'process_uptime_seconds',
  'process_memory_usage_bytes',
  'nodejs_eventloop_delay_p99_seconds',
  'nodejs_eventloop_utilization_ratio',
  'process_cpu_time_seconds_total',
  'plainsight_heap_limit_bytes',
]

const ofService = (service: string): Series[] => {
  const labels = { service_name: service, deployment_environment_name: 'demo' }
  const slo = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].map((window) => `service:slo_errors:ratio_rate${window}`)
  return [
    ...recorded('service', labels),
    ...[...slo, 'service:slo_objective:ratio', 'service:apdex:5m'].map((name) => ({ name, labels, every: 30 })),
    ...gauges.map((name) => ({ name, labels: { ...labels, instance: service, job: service }, every: 60 })),
    ...Array.from({ length: 13 }, (_, space) => ({
      name: 'v8js_memory_heap_used_bytes',
      labels: { ...labels, instance: service, job: service, v8js_heap_space_name: `space_${space}` },
      every: 60,
    })),
  ]
}

const allSeries = (): Series[] =>
  Object.entries(routes).flatMap(([service, paths]) => [
    ...ofService(service),
    ...paths.flatMap((path) => ofRoute(service, path)),
  ])

const toText = ({ name, labels }: Series): string =>
  `${name}{${Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(',')}}`

/** Writes a week of the demo's metrics into Prometheus' data folder, as blocks. Returns the number of samples. */
export const writeWeekOfMetrics = async (
  data: string,
  promtool: string,
  { from, to }: { from: number; to: number },
): Promise<number> => {
  mkdirSync(data, { recursive: true })
  const path = join(dirname(data), 'week.om')
  const file = createWriteStream(path)
  let samples = 0
  for (const series of allSeries()) {
    const text = toText(series)
    let lines = ''
    for (let t = Math.floor(from / 1000); t <= to / 1000; t += series.every) {
      lines += `${text} ${(samples % 997) / 1000} ${t}\n`
      samples++
    }
    if (!file.write(lines)) await once(file, 'drain')
  }
  file.end('# EOF\n')
  await once(file, 'finish')
  const { status, stderr } = spawnSync(promtool, [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--max-block-duration=48h',
    path,
    data,
  ])
  if (status !== 0) throw new Error(String(stderr))
  return samples
}
