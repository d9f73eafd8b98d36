import type { Store } from '../../src/store/store.ts'

/** What the seed should look like: `traces` of about five spans each, spread over `minutes` before `now`. */
export type SeedOptions = { readonly now: number; readonly minutes?: number; readonly traces?: number }

/** Routes of three services; the last numbers are share of the traffic, usual milliseconds and share of failures. */
const routes = [
  ['shop', 'GET', '/products', 0.3, 24, 0.002],
  ['shop', 'GET', '/products/:id', 0.25, 14, 0.001],
  ['shop', 'GET', '/search', 0.12, 95, 0.004],
  ['shop', 'POST', '/orders', 0.1, 180, 0.02],
  ['shop', 'GET', '/cart', 0.08, 9, 0],
  ['shop', 'GET', '', 0.02, 2, 0],
  ['accounts', 'POST', '/login', 0.08, 120, 0.01],
  ['accounts', 'GET', '/me', 0.05, 6, 0],
] as const

const list = (index: number): string =>
  `[${routes.map((route) => JSON.stringify(route[index]).replaceAll('"', "'")).join(', ')}]`

const chance = (salt: string): string => `(cityHash64('${salt}', number) % 1000003 / 1000003)`

const cumulative = (): string => {
  const sums = routes.map((_, index) => routes.slice(0, index + 1).reduce((sum, route) => sum + route[3], 0))
  return `[${sums.map((sum) => sum.toFixed(4)).join(', ')}]`
}

/**
 * One row for each trace: when, which route, how long, whether it failed. An incident hits POST /orders from 40 to 26
 * minutes before `now`.
 */
const tracesSql = ({ now, minutes = 120, traces = 6000 }: SeedOptions): string => `
SELECT
  number AS n,
  lower(hex(MD5(concat('trace', toString(number))))) AS trace_id,
  number / ${traces} AS part,
  part + 0.02 * sin(part * 31.4159) + 0.0004 * ${chance('jitter')} AS place,
  toInt64((${now} - ${minutes} * 60000 * (1 - least(0.9999, greatest(0, place)))) * 1000000) AS start_ns,
  least(${routes.length}, arrayFirstIndex(x -> x >= ${chance('route')}, ${cumulative()})) AS at0,
  if(at0 = 0, ${routes.length}, at0) AS at,
  at = 4 AND start_ns BETWEEN ${now - 40 * 60000}000000 AND ${now - 26 * 60000}000000 AS incident,
  arrayElement(${list(0)}, at) AS service,
  arrayElement(${list(1)}, at) AS method,
  arrayElement(${list(2)}, at) AS route,
  exp(0.55 * sqrt(-2 * log(${chance('a')} + 1e-9)) * cos(6.2832 * ${chance('b')})) AS spread,
  toUInt64(1e6 * arrayElement(${list(4)}, at) * spread * if(incident, 5, 1) * if(${chance('slow')} < 0.01, 6, 1)) AS duration,
  ${chance('fail')} < arrayElement(${list(5)}, at) + if(incident, 0.35, 0) AS failed,
  toString(multiIf(failed, 500, at = 6, 404, ${chance('bad')} < 0.01, 400, method = 'POST', 201, 200)) AS status
FROM numbers(${traces})`

const spanId = (index: string): string => `substring(lower(hex(MD5(concat(trace_id, toString(${index}))))), 1, 16)`

/**
 * Spans of a trace: number, number of the parent, start and length as parts of the whole, name, kind, service,
 * attributes.
 */
const spans = `[
  (0, -1, 0., 1., trim(concat(method, ' ', route)), 'Server', service,
    map('http.request.method', method, 'http.route', route, 'http.response.status_code', status, 'url.path', replace(route, ':id', toString(n % 900)),
        'server.address', 'localhost', 'request_id', concat('req-', toString(n)), 'user.id', concat('user-', toString(n % 500)))),
  (1, 0, 0.03, 0.06, 'middleware - session', 'Internal', service, map('session.kind', 'cookie')),
  (2, 0, 0.1, 0.3, concat('SELECT ', if(service = 'shop', 'products', 'users')), 'Client', service,
    map('db.system.name', 'postgresql', 'db.query.text', 'SELECT * FROM products WHERE id = $1', 'db.namespace', service)),
  (3, 0, 0.42, 0.5, 'POST', 'Client', service,
    map('http.request.method', 'POST', 'url.full', 'http://payments:8080/charge', 'http.response.status_code', status)),
  (4, 3, 0.45, 0.42, 'POST /charge', 'Server', 'payments',
    map('http.request.method', 'POST', 'http.route', '/charge', 'http.response.status_code', status, 'url.path', '/charge')),
  (5, 4, 0.5, 0.3, 'INSERT charges', 'Client', 'payments', map('db.system.name', 'postgresql', 'db.query.text', 'INSERT INTO charges VALUES ($1, $2)')),
  (6, 0, 0.92, 0.04, 'SET cart', 'Client', service, map('db.system.name', 'redis'))
]`

const spansSql = (options: SeedOptions): string => `
INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, ScopeName,
  SpanAttributes, Duration, StatusCode, StatusMessage, \`Events.Timestamp\`, \`Events.Name\`, \`Events.Attributes\`)
SELECT
  fromUnixTimestamp64Nano(start_ns + toInt64(duration * span.3)) AS began,
  trace_id,
  ${spanId('span.1')},
  if(span.1 = 0, '', ${spanId('span.2')}),
  span.5, span.6, span.7,
  map('service.name', span.7, 'service.version', '1.4.2', 'deployment.environment.name', 'production', 'host.name', 'web-1', 'process.runtime.name', 'nodejs'),
  'plainsight',
  span.8,
  toUInt64(duration * span.4),
  if(failed AND span.1 IN (0, 3, 4), 'Error', 'Unset') AS code,
  if(code = 'Error' AND span.1 = 4, 'card declined by the bank', ''),
  if(code = 'Error' AND span.1 = 4, [began + toIntervalMillisecond(1)], []),
  if(code = 'Error' AND span.1 = 4, ['exception'], []),
  if(code = 'Error' AND span.1 = 4, [map('exception.type', 'PaymentError', 'exception.message', 'card declined by the bank',
    'exception.stacktrace', 'PaymentError: card declined by the bank\\n    at charge (/app/payments/charge.js:42:11)\\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)\\n    at async handle (/app/payments/server.js:18:5)')], [])
FROM (${tracesSql(options)})
ARRAY JOIN arrayFilter(x -> at = 4 OR x.1 < 3, ${spans}) AS span`

/** Log lines of a trace, joined to its spans; the warning and the error only where they belong. */
const lines = `arrayFilter(x -> x.7, [
  (0, 0.01, 'INFO', 9, concat(method, ' ', if(route = '', '/', route), ' received'), map('http.request.method', method, 'request_id', concat('req-', toString(n))), n % 3 = 0),
  (2, 0.15, 'DEBUG', 5, concat('query took ', toString(round(duration * 0.3 / 1e6, 1)), ' ms'), map('db.system.name', 'postgresql', 'rows', toString(n % 40)), n % 5 = 0),
  (0, 0.5, 'WARN', 13, concat('slow request: ', toString(round(duration / 1e6)), ' ms'), map('threshold_ms', '400'), duration > 400000000),
  (0, 0.9, 'ERROR', 17, concat('order ', toString(1000 + n), ' failed: card declined by the bank'),
     map('exception.type', 'PaymentError', 'order.id', toString(1000 + n), 'exception.stacktrace', 'PaymentError: card declined by the bank\\n    at charge (/app/payments/charge.js:42:11)'), failed),
  (0, 0.95, 'INFO', 9, concat('order ', toString(1000 + n), ' placed'), map('order.id', toString(1000 + n), 'order.total', toString(n % 300)), at = 4 AND NOT failed)
])`

const logsSql = (options: SeedOptions): string => `
INSERT INTO otel_logs (Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, LogAttributes, EventName)
SELECT fromUnixTimestamp64Nano(start_ns + toInt64(duration * line.2)), trace_id, ${spanId('line.1')}, 1, line.3, line.4, service, line.5,
  map('service.name', service, 'deployment.environment.name', 'production', 'host.name', 'web-1'), 'pino', line.6, ''
FROM (${tracesSql(options)})
ARRAY JOIN ${lines} AS line`

const seconds = 15
const ticks = ({ minutes = 120 }: SeedOptions): number => Math.floor((minutes * 60) / seconds)
const tickTime = ({ now }: SeedOptions): string => `toDateTime(${Math.floor(now / 1000)} - number * ${seconds})`
const resource = "map('service.name', service, 'service.instance.id', concat(service, '-1'))"
const servicesArray = "['shop', 'accounts', 'payments']"

/** Gauges: name, unit, what it is, attributes, value. */
const gauges = `[
  ('nodejs.eventloop.delay.p50', 's', 'Event loop median delay.', map(), 0.0101 + 0.002 * wave),
  ('nodejs.eventloop.delay.p99', 's', 'Event loop 99 percentile delay.', map(), 0.014 + 0.02 * wave * wave),
  ('nodejs.eventloop.utilization', '1', 'Event loop utilization.', map(), 0.18 + 0.3 * wave),
  ('v8js.memory.heap.used', 'By', 'Heap memory in use.', map('v8js.heap.space.name', 'new_space'), 3e6 + 9e6 * saw),
  ('v8js.memory.heap.used', 'By', 'Heap memory in use.', map('v8js.heap.space.name', 'old_space'), 6e7 + 2e7 * wave),
  ('v8js.memory.heap.limit', 'By', 'Total heap memory size pre-allocated.', map('v8js.heap.space.name', 'old_space'), 2.2e9),
  ('process.memory.usage', 'By', 'The amount of physical memory in use.', map(), 1.3e8 + 3e7 * wave),
  ('process.cpu.utilization', '1', 'Share of one core.', map('process.cpu.state', 'user'), 0.11 + 0.2 * wave),
  ('process.cpu.utilization', '1', 'Share of one core.', map('process.cpu.state', 'system'), 0.03 + 0.04 * wave)
]`

const gaugesSql = (options: SeedOptions): string => `
INSERT INTO otel_metrics_gauge (ResourceAttributes, ScopeName, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes, StartTimeUnix, TimeUnix, Value)
WITH 0.5 + 0.4 * sin(number / 27 + cityHash64(service) % 7) + 0.1 * (cityHash64(service, number) % 100 / 100) AS wave, (number % 13) / 13 AS saw
SELECT ${resource}, 'plainsight', service, g.1, g.3, g.2, g.4, ${tickTime(options)}, ${tickTime(options)}, g.5
FROM numbers(${ticks(options)}) ARRAY JOIN ${servicesArray} AS service ARRAY JOIN ${gauges} AS g`

/** Counters, cumulative since the process started; `http.server.active_requests` also goes down. */
const sumsSql = (options: SeedOptions): string => `
INSERT INTO otel_metrics_sum (ResourceAttributes, ScopeName, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes, StartTimeUnix, TimeUnix, Value, AggregationTemporality, IsMonotonic)
WITH ${ticks(options)} - number AS up
SELECT ${resource}, 'plainsight', service, s.1, s.2, s.3, s.4, toDateTime(${Math.floor(options.now / 1000)} - ${ticks(options)} * ${seconds}), ${tickTime(options)}, s.5, s.6, s.7
FROM numbers(${ticks(options)}) ARRAY JOIN ${servicesArray} AS service ARRAY JOIN [
  ('orders.placed', 'Orders that were placed.', '{order}', map('payment.method', 'card'), toFloat64(up * 7 + cityHash64(number) % 5), 2, true),
  ('orders.placed', 'Orders that were placed.', '{order}', map('payment.method', 'invoice'), toFloat64(up * 2 + cityHash64(number) % 2), 2, true),
  ('process.cpu.time', 'Total CPU seconds.', 's', map('process.cpu.state', 'user'), up * 2.1, 2, true),
  ('process.cpu.time', 'Total CPU seconds.', 's', map('process.cpu.state', 'system'), up * 0.4, 2, true),
  ('http.server.active_requests', 'Requests in flight.', '{request}', map('http.request.method', 'GET'), toFloat64(cityHash64(service, number) % 9), 2, false)
] AS s WHERE s.1 != 'orders.placed' OR service = 'shop'`

const bounds = '[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]'

/** Cumulative histograms of latency by route with an exemplar in each fourth point, and of garbage collection. */
const histogramsSql = (options: SeedOptions): string => `
INSERT INTO otel_metrics_histogram (ResourceAttributes, ScopeName, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes, StartTimeUnix, TimeUnix,
  Count, Sum, BucketCounts, ExplicitBounds, \`Exemplars.FilteredAttributes\`, \`Exemplars.TimeUnix\`, \`Exemplars.Value\`, \`Exemplars.SpanId\`, \`Exemplars.TraceId\`, Min, Max, AggregationTemporality)
WITH
  ${ticks(options)} - number AS up,
  arrayMap(x -> toUInt64(up * x), h.5) AS buckets,
  toUInt64(${(options.traces ?? 6000) - 1} * up / ${ticks(options)}) AS n,
  lower(hex(MD5(concat('trace', toString(n))))) AS trace_id,
  h.6 AND number % 4 = 0 AS dotted
SELECT ${resource}, 'plainsight', service, h.1, h.2, 's', h.3, toDateTime(${Math.floor(options.now / 1000)} - ${ticks(options)} * ${seconds}), ${tickTime(options)},
  arraySum(buckets), arraySum(buckets) * h.4, buckets, ${bounds},
  if(dotted, [map('http.route', '/orders')], []), if(dotted, [${tickTime(options)}], []), if(dotted, [h.4 * (1 + cityHash64(number) % 40 / 10)], []),
  if(dotted, [${spanId('0')}], []), if(dotted, [trace_id], []), 0.001, 3, 2
FROM numbers(${ticks(options)}) ARRAY JOIN ['shop', 'accounts'] AS service ARRAY JOIN [
  ('http.server.request.duration', 'Duration of HTTP server requests.', map('http.request.method', 'GET', 'http.route', '/products', 'http.response.status_code', '200'), 0.024,
    [0, 2, 9, 6, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], true),
  ('http.server.request.duration', 'Duration of HTTP server requests.', map('http.request.method', 'POST', 'http.route', '/orders', 'http.response.status_code', '201'), 0.18,
    [0, 0, 0, 1, 1, 2, 4, 2, 1, 0, 0, 0, 0, 0, 0], true),
  ('v8js.gc.duration', 'Garbage collection duration by kind.', map('v8js.gc.type', 'minor'), 0.0012, [5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], false),
  ('v8js.gc.duration', 'Garbage collection duration by kind.', map('v8js.gc.type', 'major'), 0.011, [0, 0, 0.4, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], false)
] AS h`

/** An exponential histogram with delta temporality, and a summary. */
const othersSql = (options: SeedOptions): readonly string[] => [
  `INSERT INTO otel_metrics_exponential_histogram (ResourceAttributes, ScopeName, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes, StartTimeUnix, TimeUnix,
    Count, Sum, Scale, ZeroCount, PositiveOffset, PositiveBucketCounts, Min, Max, AggregationTemporality)
  SELECT ${resource}, 'plainsight', service, 'db.client.operation.duration', 'Duration of database calls.', 's', map('db.system.name', 'postgresql'),
    ${tickTime(options)} - ${seconds}, ${tickTime(options)}, 21, 0.2, 1, 1, -16, [1, 2, 4, 6, 4, 2, 1], 0.003, 0.06, 1
  FROM numbers(${ticks(options)}) ARRAY JOIN ['shop', 'payments'] AS service`,
  `INSERT INTO otel_metrics_summary (ResourceAttributes, ScopeName, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes, StartTimeUnix, TimeUnix,
    Count, Sum, \`ValueAtQuantiles.Quantile\`, \`ValueAtQuantiles.Value\`)
  SELECT ${resource}, 'plainsight', 'payments', 'bank.call.duration', 'Duration of calls to the bank.', 's', map(), ${tickTime(options)} - 7200, ${tickTime(options)},
    100, 31, [0.5, 0.95, 0.99], [0.28, 0.6, 0.9 + number % 7 / 10] FROM numbers(${ticks(options)}) AS numbers ARRAY JOIN ['payments'] AS service`,
]

/**
 * Fills a store as a small shop would: traces with children and an incident, logs joined to them, metrics of every
 * kind.
 */
export const seedShop = async (store: Store, options: SeedOptions): Promise<void> => {
  const statements = [spansSql, logsSql, gaugesSql, sumsSql, histogramsSql].map((toSql) => toSql(options))
  for (const statement of [...statements, ...othersSql(options)]) await store.command(statement)
}
