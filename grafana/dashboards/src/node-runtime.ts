import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { createDashboard } from './create-dashboard.ts'
import { link, toDashboard, toHub, uids } from './links.ts'
import { lines, linesWithLimits, stack } from './panels.ts'
import { pushedSeries } from './queries.ts'
import { sources } from './sources.ts'
import { environmentOf, prometheusChoice, serviceOf } from './variables.ts'

const base = 'process_uptime_seconds'
const processes = 'service_name="$service", deployment_environment_name=~"$environment", instance=~"$instance"'
const common = {
  source: sources.prometheus,
  links: [link('Metrics in plainsight', toHub('metrics', { service: '${service:percentencode}' }))],
}

/** A gauge of every process. */
const each = (metric: string) => [pushedSeries(`max by (instance) (${metric}{${processes}})`, '{{instance}}')]

const eventLoop = [
  linesWithLimits({
    ...common,
    title: 'Event loop delay, p99',
    description:
      'The 99th percentile of the delay of timers. Above 0.1 s every request waits: look for loops over large data, synchronous calls and large JSON.',
    unit: 's',
    steps: [
      [null, 'green'],
      [0.1, 'red'],
    ],
    queries: each('nodejs_eventloop_delay_p99_seconds'),
  }),
  linesWithLimits({
    ...common,
    title: 'Event loop utilization',
    description:
      'Share of time that the event loop was busy. Near 1 the process is at its limit: start another, or do less in each request.',
    unit: 'percentunit',
    max: 1,
    steps: [
      [null, 'green'],
      [0.9, 'red'],
    ],
    queries: each('nodejs_eventloop_utilization_ratio'),
  }),
  lines({
    ...common,
    title: 'Event loop delay, mean and longest',
    description:
      'Mean and longest delay of the slowest process. A long delay with a low mean: single long tasks, which show as gaps in traces.',
    unit: 's',
    queries: [
      pushedSeries(`max(nodejs_eventloop_delay_mean_seconds{${processes}})`, 'mean'),
      pushedSeries(`max(nodejs_eventloop_delay_max_seconds{${processes}})`, 'longest'),
    ],
  }),
]

const memory = [
  lines({
    ...common,
    title: 'Memory of the process',
    description:
      'Resident memory. If it grows for days, there is a leak: in the heap (next panel), or in buffers and native code.',
    unit: 'bytes',
    queries: each('process_memory_usage_bytes'),
  }),
  lines({
    ...common,
    title: 'Heap used and its limit',
    description:
      'JavaScript heap in use, and the size at which the process ends with “heap out of memory”. Near the limit: keep less, or raise --max-old-space-size.',
    unit: 'bytes',
    queries: [
      pushedSeries(`sum by (instance) (v8js_memory_heap_used_bytes{${processes}})`, '{{instance}} used'),
      pushedSeries(`max by (instance) (plainsight_heap_limit_bytes{${processes}})`, '{{instance}} limit'),
    ],
  }),
  stack({
    ...common,
    title: 'Heap by space',
    description:
      'Heap in use of all selected processes. A growing old_space is a leak or an unlimited cache; large_object_space holds big arrays and strings.',
    unit: 'bytes',
    queries: [
      pushedSeries(
        `sum by (v8js_heap_space_name) (v8js_memory_heap_used_bytes{${processes}}) > 0`,
        '{{v8js_heap_space_name}}',
      ),
    ],
  }),
]

const work = [
  stack({
    ...common,
    title: 'Time in garbage collection',
    description:
      'Share of time, by kind. Above 10 % slows requests: many major collections mean that the heap is nearly full.',
    unit: 'percentunit',
    queries: [
      pushedSeries(
        `sum by (v8js_gc_type) (rate(v8js_gc_duration_seconds_sum{${processes}}[$__rate_interval])) / scalar(count(process_uptime_seconds{${processes}}))`,
        '{{v8js_gc_type}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'CPU',
    description:
      'CPU cores in use. About 1: the JavaScript thread is busy; above 1: threads of crypto, compression and garbage collection.',
    unit: 'short',
    queries: [
      pushedSeries(
        `sum by (instance) (rate(process_cpu_time_seconds_total{${processes}}[$__rate_interval]))`,
        '{{instance}}',
      ),
    ],
  }),
  stack({
    ...common,
    title: 'Open handles',
    description: 'Handles that keep the process alive, by type. Sockets or timers that only grow are never closed.',
    unit: 'short',
    queries: [
      pushedSeries(`sum by (v8js_resource_type) (v8js_resource_active{${processes}})`, '{{v8js_resource_type}}'),
    ],
  }),
]

const life = [
  lines({
    ...common,
    title: 'Uptime',
    description:
      'Time since each process started. It falls to zero at a restart. Several restarts without a deploy are a crash loop: see the last log lines.',
    unit: 's',
    queries: each(base),
  }),
  lines({
    ...common,
    title: 'Requests in flight',
    description: 'Active requests. Growing while the event loop is idle: they wait for a database or another service.',
    unit: 'short',
    queries: [pushedSeries(`sum by (instance) (http_server_active_requests{${processes}})`, '{{instance}}')],
  }),
]

/** What Node and V8 do inside the processes of a service. */
export const nodeRuntime = (): Dashboard =>
  createDashboard({
    uid: uids.runtime,
    title: 'Node runtime',
    description: 'Event loop, heap, garbage collection, CPU and handles of the processes of a service.',
    variables: [
      environmentOf(base),
      serviceOf(base),
      prometheusChoice(`${base}{service_name="$service", deployment_environment_name=~"$environment"}`, 'instance', {
        name: 'instance',
        label: 'Process',
        description: 'One process of the service.',
        all: '.*',
      }),
    ],
    links: [link('Service', toDashboard(uids.serviceDetail, { 'var-service': '${service:percentencode}' }))],
    rows: [
      { title: 'Event loop', height: 8, panels: eventLoop },
      { title: 'Memory', height: 8, panels: memory },
      { title: 'Work', height: 8, panels: work },
      { title: 'Life', height: 7, panels: life },
    ],
  })
