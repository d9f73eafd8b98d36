-- Requests per minute, service, route, method and class of status, from server spans; what the request panels read.
-- Read sums with sum(), the longest with max(), and latencies with
-- quantilesTDigestWeightedMerge(0.5, 0.9, 0.95, 0.99)(duration_ms_sketch).
CREATE TABLE IF NOT EXISTS request_rollup
(
  minute DateTime CODEC(Delta(4), ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  route LowCardinality(String) CODEC(ZSTD(1)),
  method LowCardinality(String) CODEC(ZSTD(1)),
  status_class LowCardinality(String) CODEC(ZSTD(1)),
  requests SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  duration_ms_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  duration_ms_max SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
  duration_ms_sketch AggregateFunction(quantilesTDigestWeighted(0.5, 0.9, 0.95, 0.99), Float64, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (service, minute, route, method, status_class)
TTL minute + toIntervalDay(30)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;
