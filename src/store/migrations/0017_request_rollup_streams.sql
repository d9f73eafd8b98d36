-- A request that stays open as a stream (server-sent events) is as quick as its first byte: how long its client stays is no latency.
-- Else as in migration 0012. The view is made anew: after MODIFY QUERY its blocks have another token once the engine is opened again, so that a
-- segment that is repeated over a restart would count twice.
DROP VIEW IF EXISTS request_rollup_mv;
CREATE MATERIALIZED VIEW IF NOT EXISTS request_rollup_mv TO request_rollup AS
WITH
  if(SpanAttributes['http.request.method'] != '', SpanAttributes['http.request.method'], SpanAttributes['http.method']) AS method_,
  toUInt16OrZero(if(SpanAttributes['http.response.status_code'] != '', SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code'])) AS status_,
  greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1) AS weight_,
  if(SpanAttributes['plainsight.time_to_first_byte'] != '', toFloat64OrZero(SpanAttributes['plainsight.time_to_first_byte']) * 1e3, Duration / 1e6) AS duration_ms_
SELECT
  toStartOfMinute(toDateTime(Timestamp)) AS minute,
  ServiceName AS service,
  multiIf(SpanAttributes['http.route'] != '', SpanAttributes['http.route'], method_ != '', '', SpanName) AS route,
  method_ AS method,
  if(status_ BETWEEN 100 AND 599, concat(toString(intDiv(status_, 100)), 'xx'), '') AS status_class,
  sum(weight_) AS requests,
  sumIf(weight_, StatusCode IN ('Error', 'STATUS_CODE_ERROR') OR status_ >= 500) AS errors,
  sum(duration_ms_ * weight_) AS duration_ms_sum,
  max(duration_ms_) AS duration_ms_max,
  quantilesTDigestWeightedState(0.5, 0.9, 0.95, 0.99)(duration_ms_, weight_) AS duration_ms_sketch
FROM otel_traces
WHERE SpanKind IN ('Server', 'SPAN_KIND_SERVER')
GROUP BY minute, service, route, method, status_class;
