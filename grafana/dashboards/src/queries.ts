import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki'
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { sources } from './sources.ts'

/** A query that gets its letter where it is put into a panel. */
export type Query = (refId: string) => Builder<Dataquery>

/** How often the agent pushes its metrics: a rate over less than four of them has gaps. */
const pushed = '1m'

export type SeriesOptions = {
  /** Shows exemplars of the histogram that the expression names. */
  readonly exemplar?: boolean
  /** Least step; `$__rate_interval` is at least four of it. Default: as often as Prometheus scrapes. */
  readonly every?: string
}

/** A PromQL expression over the time range. */
export const series =
  (expr: string, legend: string, { exemplar = false, every }: SeriesOptions = {}): Query =>
  (refId) => {
    const query = new PrometheusQuery()
      .datasource(sources.prometheus)
      .refId(refId)
      .expr(expr)
      .legendFormat(legend)
      .range()
      .exemplar(exemplar)
    return every ? query.interval(every) : query
  }

/** A PromQL expression on what services push. */
export const pushedSeries = (expr: string, legend: string): Query => series(expr, legend, { every: pushed })

/** A PromQL expression at the end of the time range: one number a series. */
export const latest =
  (expr: string, legend: string): Query =>
  (refId) =>
    new PrometheusQuery()
      .datasource(sources.prometheus)
      .refId(refId)
      .expr(expr)
      .legendFormat(legend)
      .instant()
      .exemplar(false)

/** As `latest`, as rows of a table: a column a label. */
export const latestRows =
  (expr: string): Query =>
  (refId) =>
    new PrometheusQuery()
      .datasource(sources.prometheus)
      .refId(refId)
      .expr(expr)
      .instant()
      .format(PromQueryFormat.Table)
      .exemplar(false)

/** Log lines, the newest first. */
export const logLines =
  (expr: string, most = 200): Query =>
  (refId) =>
    new LokiQuery().datasource(sources.loki).refId(refId).expr(expr).queryType('range').maxLines(most)

/** A LogQL metric over the time range. */
export const logSeries =
  (expr: string, legend: string): Query =>
  (refId) =>
    new LokiQuery().datasource(sources.loki).refId(refId).expr(expr).legendFormat(legend).queryType('range')
