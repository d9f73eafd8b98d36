import type { Signal } from '../../model.ts'

/**
 * How a field of OTLP/JSON stands in protobuf. Ids are hexadecimal in OTLP/JSON, other bytes base64; 64-bit numbers come as text or as numbers,
 * enums as numbers or, from lax senders, as names. `anyInteger` is the integer of an AnyValue: one that no 64-bit integer can hold becomes the
 * double beside it, since the SDK of JavaScript sends 1e21 so.
 */
export type FieldKind =
  | 'text'
  | 'id'
  | 'base64'
  | 'bool'
  | 'varint'
  | 'anyInteger'
  | 'zigzag'
  | 'enum'
  | 'fixed32'
  | 'fixed64'
  | 'double'
  | (() => MessageShape)

/** Name in JSON, number in protobuf, kind; lists say `many`. */
export type MessageShape = Readonly<Record<string, readonly [number: number, kind: FieldKind, many?: 'many']>>

/** A field by its name, as protobuf's JSON has it (`traceId`) or as the schema has it (`trace_id`): receivers take both. */
export const fieldOf = (shape: MessageShape, name: string): MessageShape[string] | undefined => {
  if (Object.hasOwn(shape, name)) return shape[name]
  if (!name.includes('_')) return undefined
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return Object.hasOwn(shape, camel) ? shape[camel] : undefined
}

const anyValue: MessageShape = {
  stringValue: [1, 'text'],
  boolValue: [2, 'bool'],
  intValue: [3, 'anyInteger'],
  doubleValue: [4, 'double'],
  arrayValue: [5, () => ({ values: [1, () => anyValue, 'many'] })],
  kvlistValue: [6, () => keyValueList],
  bytesValue: [7, 'base64'],
}
const keyValue: MessageShape = { key: [1, 'text'], value: [2, () => anyValue] }
const keyValueList: MessageShape = { values: [1, () => keyValue, 'many'] }
const resource: MessageShape = { attributes: [1, () => keyValue, 'many'] }
const scope: MessageShape = {
  name: [1, 'text'],
  version: [2, 'text'],
  attributes: [3, () => keyValue, 'many'],
  droppedAttributesCount: [4, 'varint'],
}

/**
 * Request, resource group and scope group are built alike for all signals. Scopes were called instrumentation libraries before OTLP 0.15, under the
 * same numbers.
 */
const toRequest = (groups: string, scopes: string, records: string, record: MessageShape): MessageShape => {
  const scopeGroup: MessageShape = {
    scope: [1, () => scope],
    instrumentationLibrary: [1, () => scope],
    [records]: [2, () => record, 'many'],
    // Log records were called `logs` before that.
    ...(records === 'logRecords' ? { logs: [2, () => record, 'many'] as const } : {}),
    schemaUrl: [3, 'text'],
  }
  const group: MessageShape = {
    resource: [1, () => resource],
    [scopes]: [2, () => scopeGroup, 'many'],
    [scopes.replace('scope', 'instrumentationLibrary')]: [2, () => scopeGroup, 'many'],
    schemaUrl: [3, 'text'],
  }
  return { [groups]: [1, () => group, 'many'] }
}

const event: MessageShape = {
  timeUnixNano: [1, 'fixed64'],
  name: [2, 'text'],
  attributes: [3, () => keyValue, 'many'],
}
const link: MessageShape = {
  traceId: [1, 'id'],
  spanId: [2, 'id'],
  traceState: [3, 'text'],
  attributes: [4, () => keyValue, 'many'],
}
const span: MessageShape = {
  traceId: [1, 'id'],
  spanId: [2, 'id'],
  traceState: [3, 'text'],
  parentSpanId: [4, 'id'],
  name: [5, 'text'],
  kind: [6, 'enum'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, () => keyValue, 'many'],
  events: [11, () => event, 'many'],
  links: [13, () => link, 'many'],
  status: [15, () => ({ message: [2, 'text'], code: [3, 'enum'] })],
}

const logRecord: MessageShape = {
  timeUnixNano: [1, 'fixed64'],
  observedTimeUnixNano: [11, 'fixed64'],
  severityNumber: [2, 'enum'],
  severityText: [3, 'text'],
  body: [5, () => anyValue],
  attributes: [6, () => keyValue, 'many'],
  flags: [8, 'fixed32'],
  traceId: [9, 'id'],
  spanId: [10, 'id'],
  eventName: [12, 'text'],
}

const exemplar: MessageShape = {
  filteredAttributes: [7, () => keyValue, 'many'],
  timeUnixNano: [2, 'fixed64'],
  asDouble: [3, 'double'],
  asInt: [6, 'fixed64'],
  spanId: [4, 'id'],
  traceId: [5, 'id'],
}
const numberPoint: MessageShape = {
  attributes: [7, () => keyValue, 'many'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  asDouble: [4, 'double'],
  asInt: [6, 'fixed64'],
  exemplars: [5, () => exemplar, 'many'],
  flags: [8, 'varint'],
}
const histogramPoint: MessageShape = {
  attributes: [9, () => keyValue, 'many'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  bucketCounts: [6, 'fixed64', 'many'],
  explicitBounds: [7, 'double', 'many'],
  exemplars: [8, () => exemplar, 'many'],
  flags: [10, 'varint'],
  min: [11, 'double'],
  max: [12, 'double'],
}
const buckets: MessageShape = { offset: [1, 'zigzag'], bucketCounts: [2, 'varint', 'many'] }
const exponentialPoint: MessageShape = {
  attributes: [1, () => keyValue, 'many'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  scale: [6, 'zigzag'],
  zeroCount: [7, 'fixed64'],
  positive: [8, () => buckets],
  negative: [9, () => buckets],
  flags: [10, 'varint'],
  exemplars: [11, () => exemplar, 'many'],
  min: [12, 'double'],
  max: [13, 'double'],
}
const summaryPoint: MessageShape = {
  attributes: [7, () => keyValue, 'many'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  quantileValues: [6, () => ({ quantile: [1, 'double'], value: [2, 'double'] }), 'many'],
  flags: [8, 'varint'],
}
const toData = (point: MessageShape): MessageShape => ({
  dataPoints: [1, () => point, 'many'],
  aggregationTemporality: [2, 'enum'],
  isMonotonic: [3, 'bool'],
})
const metric: MessageShape = {
  name: [1, 'text'],
  description: [2, 'text'],
  unit: [3, 'text'],
  gauge: [5, () => toData(numberPoint)],
  sum: [7, () => toData(numberPoint)],
  histogram: [9, () => toData(histogramPoint)],
  exponentialHistogram: [10, () => toData(exponentialPoint)],
  summary: [11, () => toData(summaryPoint)],
}

/** The export requests by signal. Fields that no table keeps are left out: they are ignored like unknown ones. */
export const otlpRequests: Readonly<Record<Signal, MessageShape>> = {
  traces: toRequest('resourceSpans', 'scopeSpans', 'spans', span),
  logs: toRequest('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  metrics: toRequest('resourceMetrics', 'scopeMetrics', 'metrics', metric),
}

/** Numbers of enum names. The specification wants numbers; some senders use protobuf's general JSON form. */
export const enumNumbers: Readonly<Record<string, number>> = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
  STATUS_CODE_UNSET: 0,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
  AGGREGATION_TEMPORALITY_UNSPECIFIED: 0,
  AGGREGATION_TEMPORALITY_DELTA: 1,
  AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
  SEVERITY_NUMBER_UNSPECIFIED: 0,
  ...Object.fromEntries(
    ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level, i) =>
      [1, 2, 3, 4].map((step) => [`SEVERITY_NUMBER_${level}${step === 1 ? '' : step}`, i * 4 + step] as const),
    ),
  ),
}
