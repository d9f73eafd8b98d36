/**
 * When the trace was, from the table kept for that, so that its spans are read from a few blocks, whatever the time
 * range of the dashboard. The bounds are whole seconds; log lines may be written a little before and after.
 */
const bounds = `WITH
  lower(trim(\${traceId:sqlstring})) AS wanted,
  (SELECT min(Start) FROM otel_traces_trace_id_ts WHERE TraceId = wanted) AS first,
  (SELECT max(End) FROM otel_traces_trace_id_ts WHERE TraceId = wanted) AS last`

const asPairs = (map: string): string => `arrayMap(key -> map('key', key, 'value', ${map}[key]), mapKeys(${map}))`

/** Spans in the columns that Grafana's trace panel reads. Times in milliseconds. */
export const traceSql = `${bounds}
SELECT
  TraceId AS traceID,
  SpanId AS spanID,
  ParentSpanId AS parentSpanID,
  ServiceName AS serviceName,
  SpanName AS operationName,
  toUnixTimestamp64Nano(Timestamp) / 1e6 AS startTime,
  Duration / 1e6 AS duration,
  ${asPairs('SpanAttributes')} AS tags,
  ${asPairs('ResourceAttributes')} AS serviceTags,
  if(StatusCode IN ('Error', 'STATUS_CODE_ERROR'), 2, 0) AS statusCode,
  StatusMessage AS statusMessage,
  lower(replaceOne(SpanKind, 'SPAN_KIND_', '')) AS kind,
  TraceState AS traceState,
  arrayMap(
    (name, at, attributes) -> CAST(
      (name, toString(toUnixTimestamp64Milli(at)), ${asPairs('attributes')}),
      'Tuple(name String, timestamp String, fields Array(Map(String, String)))'
    ),
    Events.Name, Events.Timestamp, Events.Attributes
  ) AS logs,
  arrayMap(
    (trace, span, attributes) -> CAST(
      (trace, span, ${asPairs('attributes')}),
      'Tuple(traceID String, spanID String, tags Array(Map(String, String)))'
    ),
    Links.TraceId, Links.SpanId, Links.Attributes
  ) AS references
FROM otel_traces
WHERE TraceId = wanted AND Timestamp >= first AND Timestamp <= last + 1
ORDER BY Timestamp
LIMIT 1 BY SpanId
LIMIT 5000`

/** Log lines in the columns that Grafana's logs panel reads: time first, then the line. */
export const traceLogsSql = `${bounds}
SELECT
  Timestamp AS timestamp,
  Body AS body,
  lower(SeverityText) AS level,
  mapConcat(LogAttributes, map('service', toString(ServiceName), 'span_id', SpanId)) AS labels,
  TraceId AS traceID
FROM otel_logs
WHERE TraceId = wanted
  AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(first - 60)
  AND toStartOfFiveMinutes(Timestamp) <= last + 60
  AND Timestamp >= first - 60 AND Timestamp <= last + 61
ORDER BY Timestamp DESC
LIMIT 1000`
