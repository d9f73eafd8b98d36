import type { QueryResult } from './run-queries.ts'
import type { Row } from './sources.ts'

/** Says what is wrong with what a query gave; undefined when it is right. */
type Check = (rows: readonly Row[]) => string | undefined

/** Before anything happened there is no percentile of it: Grafana draws nothing there. */
const sinceTraffic = (values: readonly number[]): readonly number[] => {
  const first = values.findIndex(Number.isFinite)
  return first === -1 ? values : values.slice(first)
}

const numbersOf = (row: Row): readonly number[] =>
  row.values === undefined
    ? Object.values(row).filter((value) => typeof value === 'number')
    : sinceTraffic(row.values as number[])

const allNumbers = (rows: readonly Row[]): number[] => rows.flatMap(numbersOf)

/** There is something, and every number is one. */
const some: Check = (rows) => {
  if (rows.length === 0) return 'gave nothing'
  return allNumbers(rows).every(Number.isFinite) ? undefined : 'gave what is no number'
}

/** There is something, and all of it lies within. */
const within =
  (least: number, most: number): Check =>
  (rows) => {
    const outside = allNumbers(rows).find((value) => !(value >= least && value <= most))
    return some(rows) ?? (outside === undefined ? undefined : `gave ${outside}, outside ${least} to ${most}`)
  }

/** Rows that are right to be missing, or are as `check` says. */
const orNothing =
  (check: Check = some): Check =>
  (rows) =>
    rows.length === 0 ? undefined : check(rows)

const share = within(0, 1)
/** Rates of young counters are stretched to their window, each a little differently. */
const apdex = within(0.4, 1.05)
const seconds = within(0, 15)
const rate = within(0, 200)
const bytes = within(0, 1e12)

/** Calls and errors in the log are the shop's: payments, which a dashboard may open with, has none. */
const ofShop: Record<string, Check> = {
  'Calls to others': orNothing(within(0, 100)),
  'Failed calls to others': orNothing(share),
  'Duration of calls to others, p95': orNothing(seconds),
  'Latest errors': orNothing(),
}

/**
 * What is right for a panel of a healthy stack under the demo's load, where more can be said than that there is
 * something.
 */
const byPanel: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  services: {
    Requests: within(0.2, 200),
    Errors: within(0, 0.3),
    'Slowest p99': within(0.02, 10),
    'Lowest Apdex': apdex,
    'Requests by service': rate,
    'Errors by service': share,
    'Duration, all chosen services': seconds,
    'Apdex by service': apdex,
  },
  'service-detail': {
    Requests: within(0.02, 200),
    Errors: share,
    p99: within(0.001, 10),
    Apdex: apdex,
    'In flight': within(0, 100),
    Processes: within(1, 10),
    'Requests by status': rate,
    Duration: seconds,
    'Requests by route': rate,
    'Errors by route': share,
    'p99 by route': seconds,
    'Slow and failed traces': within(0, 60),
    ...ofShop,
  },
  'node-runtime': {
    'Event loop delay, p99': within(0.0001, 5),
    'Event loop utilization': share,
    'Event loop delay, mean and longest': within(0.0001, 10),
    'Memory of the process': within(2e7, 2e9),
    'Heap used and its limit': within(2e6, 1e11),
    'Heap by space': bytes,
    'Time in garbage collection': share,
    CPU: within(0, 8),
    'Open handles': within(0, 1000),
    Uptime: within(0, 1e6),
    'Requests in flight': within(0, 100),
  },
  logs: {
    Lines: some,
    'Lines by level': within(0, 1e6),
    'Lines by service': rate,
    'All lines by level': within(0, 1e6),
    'All lines by service': rate,
  },
  traces: {
    // Without a trace chosen; the other pass chooses one.
    'Trace $traceId': orNothing(),
    'Its log lines': orNothing(),
    'Requests found': within(0, 1e6),
    'Duration found': within(0, 60),
  },
  health: {
    'Alerts firing': within(0, 20),
    'Oldest row in the journal': within(0, 600),
    'Fullest Collector queue': share,
    Alerts: orNothing(within(0, 1e6)),
    'Refused by the hub': orNothing(within(0, 50)),
    'Calls by gRPC': orNothing(within(0, 200)),
    'Journal and disk': bytes,
    'Delay to the store': within(0, 600),
    'Store operations, p95': seconds,
    'Trouble with the store': rate,
    // Ways out that never failed have no series.
    'Refused and failed': orNothing(within(0, 10)),
    Queues: share,
    'Memory of the Collector': within(1e7, 1e9),
    'CPU of the Collector': within(0, 2),
    'Lines taken and discarded by Loki': orNothing(within(0, 1000)),
    'Requests to Loki, p99': seconds,
    'Streams in memory': within(1, 200),
    'Memory of ClickHouse': bytes,
    'Parts of the fullest partition': within(1, 3000),
    'Room on the disk of ClickHouse': within(1, 1e15),
    'Merges of ClickHouse': within(0, 64),
    'Series in memory': within(100, 1e6),
    'Time for rules': within(0, 10),
    'Failures of Prometheus': rate,
    // Nobody is told while the receiver is the one that tells nobody.
    Notifications: orNothing(rate),
  },
  slo: {
    'Least budget left': within(-200, 1),
    'Fastest burn over an hour': within(0, 200),
    'Services below their objective': within(0, 2),
    'Burn rate over an hour': within(0, 200),
    'Burn rate over six hours': within(0, 200),
    'Budget spent a day': within(0, 10),
    'Failed requests over an hour': share,
  },
}

/** Panels on figures of a ClickHouse server, which the embedded engine behind the door does not show. */
const ofClickHouseServer = / ClickHouse$|^Parts of the fullest partition$/

export type ExpectOptions = {
  /** Whether Prometheus scrapes a ClickHouse server. */
  readonly clickhouseServer: boolean
  /** Targets of Prometheus that do not run. Default 0. */
  readonly targetsDown?: number
}

/** A variant is held to what its dashboard is. */
export const toDashboardName = (file: string): string => file.replace(/@.*/, '')

/** Complaints about single queries; none when all gave what is right, in time. */
export const checkQueries = (
  results: readonly QueryResult[],
  { clickhouseServer, targetsDown = 0 }: ExpectOptions,
): string[] =>
  results.flatMap(({ dashboard, panel, refId, query, rows, error, milliseconds }) => {
    if (!clickhouseServer && dashboard === 'health' && ofClickHouseServer.test(panel)) return []
    const known = byPanel[toDashboardName(dashboard)]?.[panel] ?? some
    const check = panel === 'Targets down' ? within(targetsDown, targetsDown) : known
    const wrong = error ?? check(rows) ?? (milliseconds > 2000 ? `took ${Math.round(milliseconds)} ms` : undefined)
    return wrong === undefined ? [] : [`${dashboard} / ${panel} ${refId} ${wrong}: ${query}`]
  })
