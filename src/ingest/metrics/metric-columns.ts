import type { NativeColumn } from '../../native/block.ts'
import { type Column, createColumn, putBytes, putInt32 } from '../../native/column.ts'
import { createMapColumn, type MapColumn, putEncodedMap, toNativeMap } from '../../native/map-column.ts'
import type { InstrumentationScope, Resource } from '../protobuf/read-envelope.ts'

/** Columns that all five metric tables have. */
export type MetricColumns = {
  readonly resourceAttributes: MapColumn
  readonly resourceSchemaUrl: Column
  readonly scopeName: Column
  readonly scopeVersion: Column
  readonly scopeAttributes: MapColumn
  readonly scopeDropped: Column
  readonly scopeSchemaUrl: Column
  readonly serviceName: Column
  readonly metricName: Column
  readonly metricDescription: Column
  readonly metricUnit: Column
  readonly attributes: MapColumn
  readonly startTime: Column
  readonly time: Column
  readonly flags: Column
}

export const createMetricColumns = (): MetricColumns => {
  return {
    resourceAttributes: createMapColumn(),
    resourceSchemaUrl: createColumn(),
    scopeName: createColumn(),
    scopeVersion: createColumn(),
    scopeAttributes: createMapColumn(),
    scopeDropped: createColumn(),
    scopeSchemaUrl: createColumn(),
    serviceName: createColumn(),
    metricName: createColumn(),
    metricDescription: createColumn(),
    metricUnit: createColumn(),
    attributes: createMapColumn(),
    startTime: createColumn(),
    time: createColumn(),
    flags: createColumn(),
  }
}

export const toNativeMetrics = (c: MetricColumns): NativeColumn[] => {
  const text = (name: string, part: Column): NativeColumn => ({ name, type: 'String', parts: [part] })
  return [
    toNativeMap('ResourceAttributes', c.resourceAttributes),
    text('ResourceSchemaUrl', c.resourceSchemaUrl),
    text('ScopeName', c.scopeName),
    text('ScopeVersion', c.scopeVersion),
    toNativeMap('ScopeAttributes', c.scopeAttributes),
    { name: 'ScopeDroppedAttrCount', type: 'UInt32', parts: [c.scopeDropped] },
    text('ScopeSchemaUrl', c.scopeSchemaUrl),
    text('ServiceName', c.serviceName),
    text('MetricName', c.metricName),
    text('MetricDescription', c.metricDescription),
    text('MetricUnit', c.metricUnit),
    toNativeMap('Attributes', c.attributes),
    { name: 'StartTimeUnix', type: 'DateTime', parts: [c.startTime] },
    { name: 'TimeUnix', type: 'DateTime', parts: [c.time] },
    { name: 'Flags', type: 'UInt32', parts: [c.flags] },
  ]
}

/** A metric's own texts, as ClickHouse strings. */
export type MetricTexts = { readonly name: Buffer; readonly description: Buffer; readonly unit: Buffer }

/** Puts what a point has from its metric, scope and resource. */
export const putMetricOrigin = (
  c: MetricColumns,
  resource: Resource,
  scope: InstrumentationScope,
  metric: MetricTexts,
): void => {
  putEncodedMap(c.resourceAttributes, resource.attributes)
  putBytes(c.resourceSchemaUrl, resource.schemaUrl, 0, resource.schemaUrl.length)
  putBytes(c.scopeName, scope.name, 0, scope.name.length)
  putBytes(c.scopeVersion, scope.version, 0, scope.version.length)
  putEncodedMap(c.scopeAttributes, scope.attributes)
  putInt32(c.scopeDropped, scope.droppedAttributes)
  putBytes(c.scopeSchemaUrl, scope.schemaUrl, 0, scope.schemaUrl.length)
  putBytes(c.serviceName, resource.serviceName, 0, resource.serviceName.length)
  putBytes(c.metricName, metric.name, 0, metric.name.length)
  putBytes(c.metricDescription, metric.description, 0, metric.description.length)
  putBytes(c.metricUnit, metric.unit, 0, metric.unit.length)
}

const nanosecondsPerSecond = 1_000_000_000n
const lastSecond = 0xffff_ffffn

/**
 * A `DateTime`: whole seconds of the time at a place (-1: none); one beyond the year 2106 becomes the last that fits.
 */
export const toSeconds = (bytes: Buffer, at: number): number => {
  const seconds = at < 0 ? 0n : bytes.readBigUInt64LE(at) / nanosecondsPerSecond
  return Number(seconds > lastSecond ? lastSecond : seconds)
}
