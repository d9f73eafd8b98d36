-- One row per request under the names people know: a view over the server spans, no second record of them.
-- `ip` is what the privacy settings left of the address; empty by default.
CREATE VIEW IF NOT EXISTS user_activity AS
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
  greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1) AS sample_weight
FROM otel_traces
WHERE SpanKind IN ('Server', 'SPAN_KIND_SERVER');
