/**
 * Variables and values of the OpenTelemetry specification that the agent does not support, and why. A test compares
 * this list with the specification.
 */
export const leftOut: readonly (readonly [what: string, why: string])[] = [
  [
    '`OTEL_EXPORTER_OTLP_PROTOCOL` `grpc`, `http/json`',
    'Every OTLP receiver accepts `http/protobuf`. The agent warns.',
  ],
  ['`OTEL_EXPORTER_OTLP_INSECURE`', 'Applies to gRPC only; over HTTP the scheme of the endpoint decides.'],
  [
    '`OTEL_TRACES_EXPORTER`, `OTEL_METRICS_EXPORTER`, `OTEL_LOGS_EXPORTER`: `zipkin`, `otlp/stdout`',
    'For Zipkin, use a Collector; to see what is recorded, use `console`. The agent warns.',
  ],
  ['`OTEL_EXPORTER_ZIPKIN_ENDPOINT`, `OTEL_EXPORTER_ZIPKIN_TIMEOUT`', 'There is no Zipkin exporter.'],
  [
    '`OTEL_PROPAGATORS`: `b3`, `b3multi`, `jaeger`, `ottrace`, `xray`',
    'The agent supports W3C Trace Context and Baggage only. It warns, and uses the supported ones in the list.',
  ],
  [
    '`OTEL_TRACES_SAMPLER`: `jaeger_remote`, `parentbased_jaeger_remote`, `xray`',
    'These samplers query a server. The agent warns, and uses the default.',
  ],
  [
    '`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` `delta`, `lowmemory`',
    'Prometheus reads the same series and needs them cumulative. The agent warns.',
  ],
  [
    '`OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION` `base2_exponential_bucket_histogram`',
    'The request histogram has the fixed buckets of its semantic convention. The agent warns.',
  ],
  [
    '`OTEL_EXPERIMENTAL_CONFIG_FILE`, `OTEL_CONFIG_FILE`',
    'Declarative configuration is still in development; use `plainsight.config.json`.',
  ],
  [
    '`OTEL_NODE_RESOURCE_DETECTORS`, `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`',
    'Part of the JavaScript SDK, not of the specification; use `PLAINSIGHT_INSTRUMENTATIONS`.',
  ],
]
