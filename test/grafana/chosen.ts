import type { Choices } from './choose-variables.ts'
import type { QueryResult } from './run-queries.ts'
import { type Addresses, askClickHouse, type Range, type Row } from './sources.ts'

/** What a reader of the demo's dashboards might choose; characters that mean something in patterns are among it. */
export const chooseAsReader = async (addresses: Addresses, { from, to }: Range): Promise<Choices> => {
  const sql = `SELECT TraceId AS id FROM otel_traces
    WHERE ServiceName = 'payments' AND SpanName = 'POST /charges'
      AND Timestamp >= fromUnixTimestamp64Milli(${from}) AND Timestamp <= fromUnixTimestamp64Milli(${to - 10_000})
    ORDER BY Timestamp DESC LIMIT 1`
  const rows = addresses.clickhouseUrl ? await askClickHouse(addresses, sql) : []
  return {
    environment: ['demo'],
    service: ['shop'],
    route: ['/products/:id', '/products/:id/reviews'],
    level: ['warn', 'error'],
    search: ['the CACHE'],
    status: ['error'],
    name: ['Reviews'],
    minimum: ['0.5'],
    traceId: rows.map(({ id }) => String(id)),
  }
}

type Check = {
  readonly dashboard: string
  readonly panel: string
  readonly refId?: string
  readonly each: (row: Row) => boolean
}

/** What each row of a narrowed panel must be. */
const narrowed: readonly Check[] = [
  { dashboard: 'services', panel: 'Services', each: (row) => row.service_name === 'shop' },
  { dashboard: 'services', panel: 'Requests by service', each: (row) => row.service_name === 'shop' },
  {
    dashboard: 'service-detail',
    panel: 'Requests by route',
    each: (row) => /^\/products\/:id/.test(String(row.http_route)),
  },
  {
    dashboard: 'service-detail',
    panel: 'Routes, slowest first',
    each: (row) => /^\/products\/:id/.test(String(row.http_route)),
  },
  ...['Calls to others', 'Failed calls to others', 'Duration of calls to others, p95'].map((panel) => ({
    dashboard: 'service-detail',
    panel,
    each: ({ server_address, values }: Row) =>
      server_address !== undefined && (values as number[]).every(Number.isFinite),
  })),
  {
    dashboard: 'service-detail@logging',
    panel: 'Latest errors',
    each: (row) => row.service_name === 'shop' && row.detected_level === 'error',
  },
  {
    dashboard: 'service-detail@analytics',
    panel: 'Latest errors',
    // What is written outside of requests is of no trace.
    each: ({ level, line, trace }) => level === 'error' && line !== '' && /^([0-9a-f]{32})?$/.test(String(trace)),
  },
  {
    dashboard: 'service-detail@analytics',
    panel: 'Slow and failed traces',
    each: (row) => row.service === 'shop' && String(row.name).startsWith('GET /products/:id'),
  },
  {
    dashboard: 'logs',
    panel: 'Lines',
    each: ({ line, detected_level }) =>
      line === undefined || (/the cache/i.test(String(line)) && detected_level === 'warn'),
  },
  { dashboard: 'logs', panel: 'All lines by service', each: (row) => row.service_name === 'shop' },
  {
    dashboard: 'logs@analytics-tracing',
    panel: 'Lines by level',
    each: ({ warn, info }) => Number(warn) > 0 && Number(info) === 0,
  },
  { dashboard: 'logs@analytics-tracing', panel: 'Lines by service', each: (row) => row.service === 'shop' },
  {
    dashboard: 'traces',
    panel: 'Traces',
    each: ({ status, name }) => status === 'Error' && /reviews$/.test(String(name)),
  },
  { dashboard: 'traces', panel: 'Requests found', each: (row) => Number(row.ok) === 0 },
  { dashboard: 'slo', panel: 'Objectives and budgets', each: (row) => row.service_name === 'shop' },
  { dashboard: 'traces', panel: 'Its log lines', each: (row) => row.body !== '' && row.traceID !== '' },
]

const isThere = (results: readonly QueryResult[], dashboard: string): boolean =>
  results.some((result) => result.dashboard === dashboard)

/** The waterfall of a purchase: one root, spans of both services, each below another. */
const checkWaterfall = (results: readonly QueryResult[], traceId: string | undefined): string[] => {
  const rows = results.find(({ dashboard, panel }) => dashboard === 'traces' && panel === 'Trace $traceId')?.rows ?? []
  const ids = new Set(rows.map(({ spanID }) => spanID))
  const roots = rows.filter(({ parentSpanID }) => parentSpanID === '')
  const orphans = rows.filter(({ parentSpanID }) => parentSpanID !== '' && !ids.has(parentSpanID))
  const services = new Set(rows.map(({ serviceName }) => serviceName))
  const isRight =
    rows.every(({ traceID }) => traceID === traceId) &&
    roots.length === 1 &&
    orphans.length === 0 &&
    services.has('shop') &&
    services.has('payments') &&
    rows.every(
      ({ startTime, duration, tags }) => Number(startTime) > 1.7e12 && Number(duration) > 0 && Array.isArray(tags),
    )
  return isRight ? [] : [`traces / Trace: is not the trace ${traceId}: ${JSON.stringify(rows).slice(0, 500)}`]
}

/** Complaints about panels that do not heed what was chosen; none when all do. */
export const checkChosen = (results: readonly QueryResult[], choices: Choices): string[] => {
  const failed = results.flatMap(({ dashboard, panel, error, query }) =>
    error ? [`${dashboard} / ${panel}, narrowed: ${error}: ${query}`] : [],
  )
  const wrong = narrowed.flatMap(({ dashboard, panel, refId = 'A', each }) => {
    const found = results.find(
      (result) => result.dashboard === dashboard && result.panel === panel && result.refId === refId,
    )
    if (!found)
      return isThere(results, dashboard) && !/@/.test(dashboard) ? [`${dashboard} / ${panel} is not there`] : []
    const odd = found.rows.find((row) => !each(row))
    if (found.rows.length > 0 && !odd) return []
    return [`${dashboard} / ${panel}, narrowed, gave ${odd ? JSON.stringify(odd) : 'nothing'}: ${found.query}`]
  })
  const traces =
    isThere(results, 'traces') && results.some(({ dashboard, panel }) => dashboard === 'traces' && panel === 'Traces')
  return [...failed, ...wrong, ...(traces ? checkWaterfall(results, choices.traceId?.[0]) : [])]
}
