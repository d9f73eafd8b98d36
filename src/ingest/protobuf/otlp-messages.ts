import type { Signal } from '../../model.ts'
import {
  anyValueField,
  bucketsField,
  dataField,
  eventField,
  exemplarField,
  exponentialPointField,
  histogramPointField,
  keyValueField,
  linkField,
  listField,
  logField,
  metricField,
  numberPointField,
  quantileField,
  requestField,
  resourceField,
  resourceGroupField,
  scopeField,
  scopeGroupField,
  spanField,
  statusField,
  summaryPointField,
} from '../../otlp-fields.ts'

/**
 * How a field of OTLP/JSON stands in protobuf. Ids are hexadecimal in OTLP/JSON, other bytes base64; 64-bit numbers
 * are text or numbers, enums numbers or, from lax clients, names. `anyInteger` is the integer of an
 * AnyValue: one that no 64-bit integer can hold becomes the double beside it, since the SDK of JavaScript sends 1e21
 * so.
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

/**
 * A field by its name, as protobuf's JSON has it (`traceId`) or as the schema has it (`trace_id`): receivers must
 * accept both.
 */
export const fieldOf = (shape: MessageShape, name: string): MessageShape[string] | undefined => {
  if (Object.hasOwn(shape, name)) return shape[name]
  if (!name.includes('_')) return undefined
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return Object.hasOwn(shape, camel) ? shape[camel] : undefined
}

const anyValue: MessageShape = {
  stringValue: [anyValueField.stringValue, 'text'],
  boolValue: [anyValueField.boolValue, 'bool'],
  intValue: [anyValueField.intValue, 'anyInteger'],
  doubleValue: [anyValueField.doubleValue, 'double'],
  arrayValue: [anyValueField.arrayValue, () => ({ values: [listField.values, () => anyValue, 'many'] })],
  kvlistValue: [anyValueField.kvlistValue, () => keyValueList],
  bytesValue: [anyValueField.bytesValue, 'base64'],
}
const keyValue: MessageShape = { key: [keyValueField.key, 'text'], value: [keyValueField.value, () => anyValue] }
const keyValueList: MessageShape = { values: [listField.values, () => keyValue, 'many'] }
const resource: MessageShape = { attributes: [resourceField.attributes, () => keyValue, 'many'] }
const scope: MessageShape = {
  name: [scopeField.name, 'text'],
  version: [scopeField.version, 'text'],
  attributes: [scopeField.attributes, () => keyValue, 'many'],
  droppedAttributesCount: [scopeField.droppedAttributesCount, 'varint'],
}

/**
 * Request, resource group and scope group are built alike for all signals. Scopes were called instrumentation libraries
 * before OTLP 0.15, under the same numbers.
 */
const toRequest = (groups: string, scopes: string, records: string, record: MessageShape): MessageShape => {
  const scopeGroup: MessageShape = {
    scope: [scopeGroupField.scope, () => scope],
    instrumentationLibrary: [scopeGroupField.scope, () => scope],
    [records]: [scopeGroupField.records, () => record, 'many'],
    // Log records were called `logs` before that.
    ...(records === 'logRecords' ? { logs: [scopeGroupField.records, () => record, 'many'] as const } : {}),
    schemaUrl: [scopeGroupField.schemaUrl, 'text'],
  }
  const group: MessageShape = {
    resource: [resourceGroupField.resource, () => resource],
    [scopes]: [resourceGroupField.scopeGroups, () => scopeGroup, 'many'],
    [scopes.replace('scope', 'instrumentationLibrary')]: [resourceGroupField.scopeGroups, () => scopeGroup, 'many'],
    schemaUrl: [resourceGroupField.schemaUrl, 'text'],
  }
  return { [groups]: [requestField.resourceGroups, () => group, 'many'] }
}

const event: MessageShape = {
  timeUnixNano: [eventField.timeUnixNano, 'fixed64'],
  name: [eventField.name, 'text'],
  attributes: [eventField.attributes, () => keyValue, 'many'],
}
const link: MessageShape = {
  traceId: [linkField.traceId, 'id'],
  spanId: [linkField.spanId, 'id'],
  traceState: [linkField.traceState, 'text'],
  attributes: [linkField.attributes, () => keyValue, 'many'],
}
const span: MessageShape = {
  traceId: [spanField.traceId, 'id'],
  spanId: [spanField.spanId, 'id'],
  traceState: [spanField.traceState, 'text'],
  parentSpanId: [spanField.parentSpanId, 'id'],
  name: [spanField.name, 'text'],
  kind: [spanField.kind, 'enum'],
  startTimeUnixNano: [spanField.startTimeUnixNano, 'fixed64'],
  endTimeUnixNano: [spanField.endTimeUnixNano, 'fixed64'],
  attributes: [spanField.attributes, () => keyValue, 'many'],
  events: [spanField.events, () => event, 'many'],
  links: [spanField.links, () => link, 'many'],
  status: [spanField.status, () => ({ message: [statusField.message, 'text'], code: [statusField.code, 'enum'] })],
}

const logRecord: MessageShape = {
  timeUnixNano: [logField.timeUnixNano, 'fixed64'],
  observedTimeUnixNano: [logField.observedTimeUnixNano, 'fixed64'],
  severityNumber: [logField.severityNumber, 'enum'],
  severityText: [logField.severityText, 'text'],
  body: [logField.body, () => anyValue],
  attributes: [logField.attributes, () => keyValue, 'many'],
  flags: [logField.flags, 'fixed32'],
  traceId: [logField.traceId, 'id'],
  spanId: [logField.spanId, 'id'],
  eventName: [logField.eventName, 'text'],
}

const exemplar: MessageShape = {
  filteredAttributes: [exemplarField.filteredAttributes, () => keyValue, 'many'],
  timeUnixNano: [exemplarField.timeUnixNano, 'fixed64'],
  asDouble: [exemplarField.asDouble, 'double'],
  asInt: [exemplarField.asInt, 'fixed64'],
  spanId: [exemplarField.spanId, 'id'],
  traceId: [exemplarField.traceId, 'id'],
}
const numberPoint: MessageShape = {
  attributes: [numberPointField.attributes, () => keyValue, 'many'],
  startTimeUnixNano: [numberPointField.startTimeUnixNano, 'fixed64'],
  timeUnixNano: [numberPointField.timeUnixNano, 'fixed64'],
  asDouble: [numberPointField.asDouble, 'double'],
  asInt: [numberPointField.asInt, 'fixed64'],
  exemplars: [numberPointField.exemplars, () => exemplar, 'many'],
  flags: [numberPointField.flags, 'varint'],
}
const histogramPoint: MessageShape = {
  attributes: [histogramPointField.attributes, () => keyValue, 'many'],
  startTimeUnixNano: [histogramPointField.startTimeUnixNano, 'fixed64'],
  timeUnixNano: [histogramPointField.timeUnixNano, 'fixed64'],
  count: [histogramPointField.count, 'fixed64'],
  sum: [histogramPointField.sum, 'double'],
  bucketCounts: [histogramPointField.bucketCounts, 'fixed64', 'many'],
  explicitBounds: [histogramPointField.explicitBounds, 'double', 'many'],
  exemplars: [histogramPointField.exemplars, () => exemplar, 'many'],
  flags: [histogramPointField.flags, 'varint'],
  min: [histogramPointField.min, 'double'],
  max: [histogramPointField.max, 'double'],
}
const buckets: MessageShape = {
  offset: [bucketsField.offset, 'zigzag'],
  bucketCounts: [bucketsField.bucketCounts, 'varint', 'many'],
}
const exponentialPoint: MessageShape = {
  attributes: [exponentialPointField.attributes, () => keyValue, 'many'],
  startTimeUnixNano: [exponentialPointField.startTimeUnixNano, 'fixed64'],
  timeUnixNano: [exponentialPointField.timeUnixNano, 'fixed64'],
  count: [exponentialPointField.count, 'fixed64'],
  sum: [exponentialPointField.sum, 'double'],
  scale: [exponentialPointField.scale, 'zigzag'],
  zeroCount: [exponentialPointField.zeroCount, 'fixed64'],
  positive: [exponentialPointField.positive, () => buckets],
  negative: [exponentialPointField.negative, () => buckets],
  flags: [exponentialPointField.flags, 'varint'],
  exemplars: [exponentialPointField.exemplars, () => exemplar, 'many'],
  min: [exponentialPointField.min, 'double'],
  max: [exponentialPointField.max, 'double'],
}
const summaryPoint: MessageShape = {
  attributes: [summaryPointField.attributes, () => keyValue, 'many'],
  startTimeUnixNano: [summaryPointField.startTimeUnixNano, 'fixed64'],
  timeUnixNano: [summaryPointField.timeUnixNano, 'fixed64'],
  count: [summaryPointField.count, 'fixed64'],
  sum: [summaryPointField.sum, 'double'],
  quantileValues: [
    summaryPointField.quantileValues,
    () => ({ quantile: [quantileField.quantile, 'double'], value: [quantileField.value, 'double'] }),
    'many',
  ],
  flags: [summaryPointField.flags, 'varint'],
}
const toData = (point: MessageShape): MessageShape => ({
  dataPoints: [dataField.dataPoints, () => point, 'many'],
  aggregationTemporality: [dataField.aggregationTemporality, 'enum'],
  isMonotonic: [dataField.isMonotonic, 'bool'],
})
const metric: MessageShape = {
  name: [metricField.name, 'text'],
  description: [metricField.description, 'text'],
  unit: [metricField.unit, 'text'],
  gauge: [metricField.gauge, () => toData(numberPoint)],
  sum: [metricField.sum, () => toData(numberPoint)],
  histogram: [metricField.histogram, () => toData(histogramPoint)],
  exponentialHistogram: [metricField.exponentialHistogram, () => toData(exponentialPoint)],
  summary: [metricField.summary, () => toData(summaryPoint)],
}

/** The export requests by signal. Fields that no table keeps are left out: they are ignored like unknown ones. */
export const otlpRequests: Readonly<Record<Signal, MessageShape>> = {
  traces: toRequest('resourceSpans', 'scopeSpans', 'spans', span),
  logs: toRequest('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  metrics: toRequest('resourceMetrics', 'scopeMetrics', 'metrics', metric),
}

/** Numbers of enum names. The specification requires numbers; some clients use protobuf's general JSON form. */
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
