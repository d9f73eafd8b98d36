import { type Choices, chooseVariables } from './choose-variables.ts'
import type { Dashboard } from './dashboard-json.ts'
import { readDashboards } from './dashboard-json.ts'
import type { Chosens } from './interpolate.ts'
import { type Expanded, expand, extractQueries, type PanelQuery } from './queries.ts'
import { type Addresses, askClickHouse, askLoki, askPrometheus, type Range, type Row } from './sources.ts'

/** What one query of one panel gave. */
export type QueryResult = {
  readonly dashboard: string
  readonly panel: string
  readonly refId: string
  /** As it reached the source. */
  readonly query: string
  /** Series with their labels and `values`, log lines, or rows. */
  readonly rows: readonly Row[]
  /** Exemplars, where the query asks for them. */
  readonly exemplars: readonly Row[]
  readonly milliseconds: number
  /** Whether it is only asked when a row is opened. */
  readonly isClosed: boolean
  /** What the source said against it. */
  readonly error?: string
}

/** A variable of a dashboard with the values that its source gave. */
export type VariableResult = {
  readonly dashboard: string
  readonly variable: string
  readonly options: readonly string[]
}

export type RunOptions = Addresses &
  Range & {
    /** Values of variables; what is not named stays as dashboards open: all, or the first. */
    readonly choices?: Choices
    /** Default: those of the repository. */
    readonly dashboards?: ReadonlyMap<string, Dashboard>
  }

const isRunning = ({ source }: PanelQuery, { lokiUrl, clickhouseUrl }: Addresses): boolean =>
  (source !== 'loki' || lokiUrl !== undefined) && (source !== 'clickhouse' || clickhouseUrl !== undefined)

const ask = async ({ source, target }: PanelQuery, { text, step }: Expanded, options: RunOptions): Promise<Row[]> => {
  if (source === 'clickhouse') return askClickHouse(options, text)
  if (source === 'loki') return askLoki.range(options.lokiUrl ?? '', text, options, step, target.maxLines ?? 500)
  if (target.instant) return askPrometheus.instant(options.prometheusUrl, text, options)
  return askPrometheus.range(options.prometheusUrl, text, options, step)
}

const runOne = async (query: PanelQuery, chosen: Chosens, options: RunOptions): Promise<QueryResult> => {
  const { dashboard, panel, source, target, own, isClosed } = query
  const { interval } = target
  const range = { from: own ? options.to - own * 1000 : options.from, to: options.to }
  const expanded = expand(target.expr ?? target.rawSql ?? '', { source, chosen, range, interval })
  const about = { dashboard, panel, refId: target.refId, query: expanded.text, isClosed }
  const started = performance.now()
  try {
    const rows = await ask(query, expanded, { ...options, ...range })
    const exemplars = target.exemplar ? await askPrometheus.exemplars(options.prometheusUrl, expanded.text, range) : []
    return { ...about, rows, exemplars, milliseconds: performance.now() - started }
  } catch (error) {
    const milliseconds = performance.now() - started
    return { ...about, rows: [], exemplars: [], milliseconds, error: (error as Error).message }
  }
}

/**
 * Runs every query of every panel and variable against running parts, as Grafana would, one after another. Left out is
 * what asks a source that does not run. A query that fails is told, not thrown; a variable that fails throws.
 */
export const runAllQueries = async (
  options: RunOptions,
): Promise<{ readonly queries: QueryResult[]; readonly variables: VariableResult[] }> => {
  const { dashboards = readDashboards(), choices = {} } = options
  const queries: QueryResult[] = []
  const variables: VariableResult[] = []
  for (const [name, dashboard] of dashboards) {
    const range = { from: options.from, to: options.to }
    const chosen = await chooseVariables(dashboard, { addresses: options, range, choices })
    for (const [variable, { options: found }] of chosen) variables.push({ dashboard: name, variable, options: found })
    for (const query of extractQueries(new Map([[name, dashboard]])))
      if (isRunning(query, options)) queries.push(await runOne(query, chosen, options))
  }
  return { queries, variables }
}
