-- Entry spans (requests and messages that came in, and roots) by time. `otel_traces` is ordered by service and name before time, so
-- that any stretch of time touches a block of rows for every name; what the page searches first lies here newest beside newest.
-- All that a search can ask for is here; links, trace state and times of events stay in `otel_traces`. LZ4, since searches are mostly
-- the unpacking of attributes: it takes a third of the time of ZSTD and one and a half times the space.
CREATE TABLE IF NOT EXISTS entry_spans
(
  Timestamp DateTime64(9) CODEC(Delta(8), LZ4),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(LZ4),
  SpanKind LowCardinality(String) CODEC(LZ4),
  ServiceName LowCardinality(String) CODEC(LZ4),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(LZ4),
  ScopeName LowCardinality(String) CODEC(LZ4),
  SpanAttributes Map(LowCardinality(String), String) CODEC(LZ4),
  Duration UInt64 CODEC(LZ4),
  StatusCode LowCardinality(String) CODEC(LZ4),
  StatusMessage String CODEC(LZ4),
  `Events.Name` Array(LowCardinality(String)) CODEC(LZ4),
  `Events.Attributes` Array(Map(LowCardinality(String), String)) CODEC(LZ4),
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, SpanName, Timestamp)
TTL toDateTime(Timestamp) + toIntervalDay(30)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;
