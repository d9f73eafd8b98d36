// Field numbers of OTLP's messages, by the names that the published schema has in JSON; a test holds them against it.
// Listed is what agent or ingest handle: what is not here is ignored like a field of a later version.

// opentelemetry.proto.common.v1
export const anyValueField = {
  stringValue: 1,
  boolValue: 2,
  intValue: 3,
  doubleValue: 4,
  arrayValue: 5,
  kvlistValue: 6,
  bytesValue: 7,
} as const
export const keyValueField = { key: 1, value: 2 } as const
/** `ArrayValue` and `KeyValueList`. */
export const listField = { values: 1 } as const
export const scopeField = { name: 1, version: 2, attributes: 3, droppedAttributesCount: 4 } as const

// opentelemetry.proto.resource.v1
export const resourceField = { attributes: 1, droppedAttributesCount: 2 } as const

// The nesting is the same for all signals: a request has groups of a resource, these have groups of a scope, these have
// records.
export const requestField = { resourceGroups: 1 } as const
export const resourceGroupField = { resource: 1, scopeGroups: 2, schemaUrl: 3 } as const
export const scopeGroupField = { scope: 1, records: 2, schemaUrl: 3 } as const

// opentelemetry.proto.collector
export const responseField = { partialSuccess: 1 } as const
export const partialSuccessField = { rejected: 1, errorMessage: 2 } as const

/** `google.rpc.Status`, the body of a refusal. */
export const rpcStatusField = { code: 1, message: 2 } as const

// opentelemetry.proto.trace.v1
export const spanField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTimeUnixNano: 7,
  endTimeUnixNano: 8,
  attributes: 9,
  droppedAttributesCount: 10,
  events: 11,
  droppedEventsCount: 12,
  links: 13,
  droppedLinksCount: 14,
  status: 15,
  flags: 16,
} as const
export const eventField = { timeUnixNano: 1, name: 2, attributes: 3, droppedAttributesCount: 4 } as const
export const linkField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  attributes: 4,
  droppedAttributesCount: 5,
  flags: 6,
} as const
export const statusField = { message: 2, code: 3 } as const

// opentelemetry.proto.logs.v1
export const logField = {
  timeUnixNano: 1,
  severityNumber: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  droppedAttributesCount: 7,
  flags: 8,
  traceId: 9,
  spanId: 10,
  observedTimeUnixNano: 11,
  eventName: 12,
} as const

// opentelemetry.proto.metrics.v1
export const metricField = {
  name: 1,
  description: 2,
  unit: 3,
  gauge: 5,
  sum: 7,
  histogram: 9,
  exponentialHistogram: 10,
  summary: 11,
  metadata: 12,
} as const
/** `Gauge`, `Sum`, `Histogram`, `ExponentialHistogram` and `Summary`: each has the first of these, or more. */
export const dataField = { dataPoints: 1, aggregationTemporality: 2, isMonotonic: 3 } as const
export const numberPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  asDouble: 4,
  exemplars: 5,
  asInt: 6,
  attributes: 7,
  flags: 8,
} as const
export const histogramPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  bucketCounts: 6,
  explicitBounds: 7,
  exemplars: 8,
  attributes: 9,
  flags: 10,
  min: 11,
  max: 12,
} as const
export const exponentialPointField = {
  attributes: 1,
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  negative: 9,
  flags: 10,
  exemplars: 11,
  min: 12,
  max: 13,
  zeroThreshold: 14,
} as const
export const bucketsField = { offset: 1, bucketCounts: 2 } as const
export const summaryPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  quantileValues: 6,
  attributes: 7,
  flags: 8,
} as const
export const quantileField = { quantile: 1, value: 2 } as const
export const exemplarField = {
  timeUnixNano: 2,
  asDouble: 3,
  spanId: 4,
  traceId: 5,
  asInt: 6,
  filteredAttributes: 7,
} as const
