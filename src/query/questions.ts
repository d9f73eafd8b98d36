import type { TObject, TSchema } from 'typebox'
import { dataStart } from './data-start.ts'
import { logsFacets } from './logs-facets.ts'
import { logsHistogram } from './logs-histogram.ts'
import { logsLine } from './logs-line.ts'
import { logsSearch } from './logs-search.ts'
import { metricAttributes } from './metric-attributes.ts'
import { metricList } from './metric-list.ts'
import { metricSeries } from './metric-series.ts'
import type { Question } from './question.ts'
import { requestSeries } from './request-series.ts'
import { requestTable } from './request-table.ts'
import { runtimeSeries } from './runtime-series.ts'
import { services } from './services.ts'
import { traceDetail } from './trace-detail.ts'
import { traceLogs } from './trace-logs.ts'
import { traceMatches } from './trace-matches.ts'
import { traceSpan } from './trace-span.ts'
import { tracesDurations } from './traces-durations.ts'
import { tracesFacets } from './traces-facets.ts'
import { tracesSearch } from './traces-search.ts'

/** Every question the hub answers: one file and one line each. */
export const questions = [
  dataStart,
  services,
  requestSeries,
  requestTable,
  runtimeSeries,
  metricList,
  metricAttributes,
  metricSeries,
  logsFacets,
  logsHistogram,
  logsLine,
  logsSearch,
  traceDetail,
  traceLogs,
  traceMatches,
  traceSpan,
  tracesDurations,
  tracesFacets,
  tracesSearch,
] as const

/** A question of any parameters and any answer, as the routes see it. */
export type AnyQuestion = Question<TObject, TSchema>
