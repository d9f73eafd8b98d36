import type { TObject, TSchema } from 'typebox'
import { dataStart } from './data-start.ts'
import { logsFacets } from './logs/logs-facets.ts'
import { logsHistogram } from './logs/logs-histogram.ts'
import { logsLine } from './logs/logs-line.ts'
import { logsSearch } from './logs/logs-search.ts'
import { metricAttributes } from './metrics/metric-attributes.ts'
import { metricList } from './metrics/metric-list.ts'
import { metricSeries } from './metrics/metric-series.ts'
import { runtimeSeries } from './metrics/runtime-series.ts'
import type { Question } from './question.ts'
import { requestExemplars } from './requests/request-exemplars.ts'
import { requestSeries } from './requests/request-series.ts'
import { requestTable } from './requests/request-table.ts'
import { services } from './services.ts'
import { traceDetail } from './traces/trace-detail.ts'
import { traceLogs } from './traces/trace-logs.ts'
import { traceMatches } from './traces/trace-matches.ts'
import { traceSpan } from './traces/trace-span.ts'
import { tracesDurations } from './traces/traces-durations.ts'
import { tracesFacets } from './traces/traces-facets.ts'
import { tracesSearch } from './traces/traces-search.ts'

/** Every question the hub answers: one file and one line each. */
export const questions = [
  dataStart,
  services,
  requestExemplars,
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
