import { toAttributeSql } from '../search/attribute-sql.ts'

/** Expressions for the columns of a request and its response. */
export type RequestColumns = { readonly method: string; readonly route: string; readonly status: string }

/** Columns of `entry_spans` (migration 0016), so that no map of attributes is read for them. */
export const entryColumns: RequestColumns = { method: 'Method', route: 'Route', status: 'HttpStatus' }

const method = toAttributeSql('SpanAttributes', 'http.request.method')

/**
 * The same out of the attributes, as the view behind `request_rollup` reads them (migration 0012): no route is the name
 * of what is not HTTP.
 */
export const spanColumns: RequestColumns = {
  method,
  route: `multiIf(SpanAttributes['http.route'] != '', SpanAttributes['http.route'], ${method} != '', '', SpanName)`,
  status: `toUInt16OrZero(${toAttributeSql('SpanAttributes', 'http.response.status_code')})`,
}

/** Condition that a span is a request that came in. */
export const isServerSql = "SpanKind IN ('Server', 'SPAN_KIND_SERVER')"

const firstByte = "SpanAttributes['plainsight.time_to_first_byte']"

/** The latency of a stream is the time to its first byte, not the time that its client stays. */
export const durationMsSql: string = `if(${firstByte} != '', toFloat64OrZero(${firstByte}) * 1e3, Duration / 1e6)`

/** Condition that a request failed, by the expression of its status. */
export const toFailedSql = (status: string): string =>
  `StatusCode IN ('Error', 'STATUS_CODE_ERROR') OR ${status} >= 500`
