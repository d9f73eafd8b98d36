/** Variables and values of the OpenTelemetry specification that the agent does not honour, and why. A test holds this list against the specification's. */
export const leftOut: readonly (readonly [what: string, why: string])[] = [
  [
    '`OTEL_EXPORTER_OTLP_PROTOCOL` `grpc`, `http/json`',
    'One protocol: every receiver of OTLP takes `http/protobuf`. Warned of.',
  ],
  ['`OTEL_EXPORTER_OTLP_INSECURE`', 'Means gRPC only; over HTTP the scheme of the endpoint says it.'],
  [
    '`OTEL_TRACES_EXPORTER`, `OTEL_METRICS_EXPORTER`, `OTEL_LOGS_EXPORTER`: `console`, `zipkin`, `otlp/stdout`',
    'The agent never writes to the stdout of your app; for Zipkin put a Collector between. Warned of.',
  ],
  ['`OTEL_EXPORTER_ZIPKIN_ENDPOINT`, `OTEL_EXPORTER_ZIPKIN_TIMEOUT`', 'There is no Zipkin exporter.'],
  [
    '`OTEL_PROPAGATORS`: `b3`, `b3multi`, `jaeger`, `ottrace`, `xray`',
    'W3C Trace Context and Baggage only. Warned of; those that are known still count.',
  ],
  [
    '`OTEL_TRACES_SAMPLER`: `jaeger_remote`, `parentbased_jaeger_remote`, `xray`',
    'Samplers that ask a server. Warned of, and the default is taken.',
  ],
  [
    '`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` `delta`, `lowmemory`',
    'The same series are read by Prometheus, which needs them cumulative. Warned of.',
  ],
  [
    '`OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION` `base2_exponential_bucket_histogram`',
    'The request histogram has fixed buckets, as its semantic convention names them. Warned of.',
  ],
  [
    '`OTEL_EXPERIMENTAL_CONFIG_FILE`, `OTEL_CONFIG_FILE`',
    'Declarative configuration is still in development; `plainsight.config.json` is ours.',
  ],
  [
    '`OTEL_NODE_RESOURCE_DETECTORS`, `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`',
    'Of the JavaScript SDK, not of the specification; use `PLAINSIGHT_INSTRUMENTATIONS`.',
  ],
]
