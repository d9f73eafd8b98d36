-- Spans of sampled traces count as often as the sampling threshold in their `tracestate` says, or their `SampleRate`: to the letter the expression in
-- src/query/requests/request-weight.test.ts. The views are made anew, and not by MODIFY QUERY: their blocks keep their tokens (0017), also with columns
-- more, so that a segment that is repeated after the upgrade counts once. What was counted before keeps its weight.

-- How many spans the requests were counted from: fewer than requests where they were sampled.
ALTER TABLE request_rollup ADD COLUMN IF NOT EXISTS spans SimpleAggregateFunction(sum, UInt64) DEFAULT requests CODEC(ZSTD(1)) AFTER requests;
DROP VIEW IF EXISTS request_rollup_mv;
CREATE MATERIALIZED VIEW IF NOT EXISTS request_rollup_mv TO request_rollup AS
WITH
  if(SpanAttributes['http.request.method'] != '', SpanAttributes['http.request.method'], SpanAttributes['http.method']) AS method_,
  toUInt16OrZero(if(SpanAttributes['http.response.status_code'] != '', SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code'])) AS status_,
  least(multiIf(
    toUInt64OrZero(SpanAttributes['SampleRate']) > 0, toUInt64OrZero(SpanAttributes['SampleRate']),
    TraceState = '', 1,
    toUInt64(floor(72057594037927936 / (72057594037927936 - reinterpretAsUInt64(reverse(unhex(rightPad(extract(arrayFirst(v -> startsWith(v, 'th:'), splitByChar(';', substring(arrayFirst(m -> startsWith(m, 'ot='), arrayMap(m -> trimBoth(m, ' \t'), splitByChar(',', TraceState))), 4))), '^th:([0-9a-f]{1,14})$'), 14, '0'))))) + cityHash64(TraceId) % 1000000 / 1e6))), 100000) AS weight_,
  if(SpanAttributes['plainsight.time_to_first_byte'] != '', toFloat64OrZero(SpanAttributes['plainsight.time_to_first_byte']) * 1e3, Duration / 1e6) AS duration_ms_
SELECT
  toStartOfMinute(toDateTime(Timestamp)) AS minute,
  ServiceName AS service,
  multiIf(SpanAttributes['http.route'] != '', SpanAttributes['http.route'], method_ != '', '', SpanName) AS route,
  method_ AS method,
  if(status_ BETWEEN 100 AND 599, concat(toString(intDiv(status_, 100)), 'xx'), '') AS status_class,
  sum(weight_) AS requests,
  count() AS spans,
  sumIf(weight_, StatusCode IN ('Error', 'STATUS_CODE_ERROR') OR status_ >= 500) AS errors,
  sum(duration_ms_ * weight_) AS duration_ms_sum,
  max(duration_ms_) AS duration_ms_max,
  quantilesTDigestWeightedState(0.5, 0.9, 0.95, 0.99)(duration_ms_, weight_) AS duration_ms_sketch
FROM otel_traces
WHERE SpanKind IN ('Server', 'SPAN_KIND_SERVER')
GROUP BY minute, service, route, method, status_class;

-- Here, because the trace state is not. Rows from before weigh what they weighed.
ALTER TABLE entry_spans ADD COLUMN IF NOT EXISTS Weight UInt32
  DEFAULT least(greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1), 100000) CODEC(LZ4);
DROP VIEW IF EXISTS entry_spans_mv;
CREATE MATERIALIZED VIEW IF NOT EXISTS entry_spans_mv TO entry_spans AS
SELECT
  Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, ScopeName, SpanAttributes, Duration,
  StatusCode, StatusMessage, `Events.Name`, `Events.Attributes`,
  least(multiIf(
    toUInt64OrZero(SpanAttributes['SampleRate']) > 0, toUInt64OrZero(SpanAttributes['SampleRate']),
    TraceState = '', 1,
    toUInt64(floor(72057594037927936 / (72057594037927936 - reinterpretAsUInt64(reverse(unhex(rightPad(extract(arrayFirst(v -> startsWith(v, 'th:'), splitByChar(';', substring(arrayFirst(m -> startsWith(m, 'ot='), arrayMap(m -> trimBoth(m, ' \t'), splitByChar(',', TraceState))), 4))), '^th:([0-9a-f]{1,14})$'), 14, '0'))))) + cityHash64(TraceId) % 1000000 / 1e6))), 100000) AS Weight
FROM otel_traces
WHERE SpanKind IN ('Server', 'Consumer', 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER') OR ParentSpanId = '';

CREATE OR REPLACE VIEW user_activity AS
SELECT
  Timestamp AS timestamp,
  ServiceName AS service,
  if(SpanAttributes['http.route'] != '', SpanAttributes['http.route'], SpanName) AS endpoint,
  if(SpanAttributes['http.request.method'] != '', SpanAttributes['http.request.method'], SpanAttributes['http.method']) AS method,
  if(SpanAttributes['url.path'] != '', SpanAttributes['url.path'], path(SpanAttributes['http.target'])) AS path,
  toUInt16OrZero(if(SpanAttributes['http.response.status_code'] != '', SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code'])) AS status_code,
  Duration / 1e6 AS duration_ms,
  StatusCode IN ('Error', 'STATUS_CODE_ERROR') OR status_code >= 500 AS is_error,
  if(SpanAttributes['user.id'] != '', SpanAttributes['user.id'], SpanAttributes['enduser.id']) AS user_id,
  SpanAttributes['session.id'] AS session_id,
  SpanAttributes['request_id'] AS request_id,
  SpanAttributes['server.address'] AS hostname,
  SpanAttributes['user_agent.name'] AS browser,
  SpanAttributes['user_agent.version'] AS browser_version,
  SpanAttributes['user_agent.os.name'] AS os,
  SpanAttributes['http.request.header.referer'] AS referrer,
  SpanAttributes['client.address'] AS ip,
  ResourceAttributes['deployment.environment.name'] AS environment,
  ResourceAttributes['service.version'] AS service_version,
  TraceId AS trace_id,
  SpanId AS span_id,
  least(multiIf(
    toUInt64OrZero(SpanAttributes['SampleRate']) > 0, toUInt64OrZero(SpanAttributes['SampleRate']),
    TraceState = '', 1,
    toUInt64(floor(72057594037927936 / (72057594037927936 - reinterpretAsUInt64(reverse(unhex(rightPad(extract(arrayFirst(v -> startsWith(v, 'th:'), splitByChar(';', substring(arrayFirst(m -> startsWith(m, 'ot='), arrayMap(m -> trimBoth(m, ' \t'), splitByChar(',', TraceState))), 4))), '^th:([0-9a-f]{1,14})$'), 14, '0'))))) + cityHash64(TraceId) % 1000000 / 1e6))), 100000) AS sample_weight
FROM otel_traces
WHERE SpanKind IN ('Server', 'SPAN_KIND_SERVER');
