-- Kinds as the Collector writes them and as its older versions did.
-- Its blocks carry the token of the spans' block, so a replay adds nothing (deduplicate_blocks_in_dependent_materialized_views).
CREATE MATERIALIZED VIEW IF NOT EXISTS entry_spans_mv TO entry_spans AS
SELECT
  Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, ScopeName, SpanAttributes, Duration,
  StatusCode, StatusMessage, `Events.Name`, `Events.Attributes`
FROM otel_traces
WHERE SpanKind IN ('Server', 'Consumer', 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER') OR ParentSpanId = '';

-- From when on the view has seen every span: always, when there were none before it; else after the last that may have come before.
-- What is older is read from `otel_traces`. The earliest row counts, so that the statement may run twice.
CREATE TABLE IF NOT EXISTS entry_spans_since
(
  since DateTime64(9)
)
ENGINE = MergeTree
ORDER BY since;

INSERT INTO entry_spans_since
SELECT if(count() = 0, fromUnixTimestamp64Nano(0), greatest(now64(9), max(Timestamp) + toIntervalSecond(1))) FROM otel_traces;
