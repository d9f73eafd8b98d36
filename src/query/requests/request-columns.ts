import { toAttributeSql } from '../search/attribute-sql.ts'

/** Expressions for what a request asked of a server, and what it answered. */
export type RequestColumns = { readonly method: string; readonly route: string; readonly status: string }

/** Columns that `entry_spans` has of its own (migration 0016), so that no map of attributes is read for them. */
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

/** A stream is as quick as its first byte: how long its client stayed is no latency. */
export const durationMsSql: string = `if(${firstByte} != '', toFloat64OrZero(${firstByte}) * 1e3, Duration / 1e6)`

/** Condition that a request failed, by the expression of its status. */
export const toFailedSql = (status: string): string =>
  `StatusCode IN ('Error', 'STATUS_CODE_ERROR') OR ${status} >= 500`
