import { toDashboardName } from './expectations.ts'
import type { QueryResult, VariableResult } from './run-queries.ts'
import { type Addresses, askClickHouse, type Row } from './sources.ts'

type Results = readonly QueryResult[]

const find = (results: Results, dashboard: string, panel: string, refId = 'A'): readonly Row[] =>
  results.find((each) => each.dashboard === dashboard && each.panel === panel && each.refId === refId)?.rows ?? []

const lastOf = (row: Row | undefined): number => (row?.values as number[] | undefined)?.at(-1) ?? Number.NaN

const sum = (rows: readonly Row[]): number => rows.reduce((all, row) => all + lastOf(row), 0)

const toKey = ({ values, ...labels }: Row): string => JSON.stringify(Object.entries(labels).toSorted())

/** Percentiles of the same service or route must not fall. */
const checkPercentiles = (results: Results, dashboard: string, panel: string, refIds: readonly string[]): string[] => {
  const columns = refIds.map((refId) => new Map(find(results, dashboard, panel, refId).map((row) => [toKey(row), row])))
  const keys = [...(columns[0]?.keys() ?? [])]
  return keys.flatMap((key) => {
    const values = columns.map((column) => lastOf(column.get(key)))
    const isRising = values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0))
    return isRising ? [] : [`${dashboard} / ${panel}: percentiles of ${key} fall: ${values}`]
  })
}

const checkSum = (results: Results): string[] => {
  const whole = lastOf(find(results, 'services', 'Requests')[0])
  const parts = {
    'Requests by service': sum(find(results, 'services', 'Requests by service')),
    Services: sum(find(results, 'services', 'Services')),
    Routes: sum(find(results, 'services', 'Routes')),
  }
  return Object.entries(parts).flatMap(([panel, value]) =>
    Math.abs(value - whole) <= whole * 0.3 ? [] : [`services / ${panel}: adds up to ${value}, not to ${whole}`],
  )
}

const wanted: Readonly<Record<string, readonly string[]>> = {
  service: ['payments', 'shop'],
  environment: ['demo'],
  instance: [],
}

/** The demo's services and environment are on offer everywhere. */
const checkVariables = (variables: readonly VariableResult[]): string[] =>
  variables.flatMap(({ dashboard, variable, options }) => {
    const missing = (wanted[variable] ?? []).filter((value) => !options.includes(value))
    return missing.length === 0 ? [] : [`${dashboard}: variable ${variable} lacks ${missing}, has ${options}`]
  })

/** ClickHouse counts as many lines of each level as Loki does. */
const checkLogCounts = (results: Results): string[] => {
  const dashboard = 'logs@analytics-tracing'
  const stored = find(results, dashboard, 'Lines by level')
  const inLoki = find(results, dashboard, 'All lines by level')
  if (!results.some((result) => result.dashboard === dashboard)) return []
  return ['info', 'warn', 'error'].flatMap((level) => {
    const ours = stored.reduce((all, row) => all + Number(row[level]), 0)
    const values = inLoki.flatMap((row) => (row.detected_level === level ? (row.values as number[]) : []))
    const theirs = values.reduce((all, value) => all + value, 0)
    // The newest may still be on their way to one of them.
    return theirs > 0 && Math.abs(ours - theirs) <= 10 + theirs * 0.1
      ? []
      : [`${dashboard} / Lines by level: ${ours} lines of level ${level}, not ${theirs}`]
  })
}

/** Trace ids that Prometheus' exemplars and Loki's lines name. */
const namedTraces = (results: Results): Set<string> => {
  const exemplars = results.flatMap((result) => result.exemplars.slice(0, 20))
  const lines = results.filter(({ dashboard, panel }) => dashboard === 'logs' && panel === 'Lines')
  // The newest lines come first, and their spans later.
  const rows = [...exemplars, ...lines.flatMap(({ rows }) => rows.slice(-20))]
  return new Set(rows.flatMap(({ trace_id }) => (typeof trace_id === 'string' ? [trace_id] : [])))
}

/** What a click on an exemplar or a log line opens must be there. */
const checkLinks = async (results: Results, addresses: Addresses): Promise<string[]> => {
  const withExemplars = results
    .filter(({ exemplars }) => exemplars.length > 0)
    .map(({ dashboard }) => toDashboardName(dashboard))
  const complaints = ['services', 'service-detail'].flatMap((name) =>
    withExemplars.includes(name) ? [] : [`${name}: no exemplars`],
  )
  if (!addresses.clickhouseUrl) return complaints
  const ids = [...namedTraces(results)]
  const list = ids.map((id) => `'${id}'`).join(',')
  const rows = await askClickHouse(
    addresses,
    `SELECT toUInt32(uniqExact(TraceId)) AS found FROM otel_traces WHERE TraceId IN (${list})`,
  )
  const found = Number(rows[0]?.found)
  // The newest may still be on their way to the store.
  return ids.length > 0 && found >= ids.length * 0.8
    ? complaints
    : [...complaints, `only ${found} of ${ids.length} traces that exemplars and log lines name are in ClickHouse`]
}

/** Complaints about what does not fit together as dashboards open; none when all does. */
export const checkAgreements = async (
  { queries, variables }: { readonly queries: Results; readonly variables: readonly VariableResult[] },
  addresses: Addresses,
): Promise<string[]> => [
  ...checkVariables(variables),
  ...checkSum(queries),
  ...checkPercentiles(queries, 'services', 'Services', ['C', 'D', 'E']),
  ...checkPercentiles(queries, 'services', 'Routes', ['C', 'D', 'E']),
  ...checkPercentiles(queries, 'services', 'Duration, all chosen services', ['A', 'B', 'C']),
  ...checkPercentiles(queries, 'service-detail', 'Duration', ['A', 'B', 'C']),
  ...checkLogCounts(queries),
  ...(await checkLinks(queries, addresses)),
]
