import type { NativeColumn } from '../../native/block.ts'
import { type Column, createColumn } from '../../native/column.ts'
import { createMapColumn, type MapColumn, toNativeMap } from '../../native/map-column.ts'

/** Columns of `otel_logs`, filled a record at a time. */
export type LogColumns = {
  readonly timestamp: Column
  readonly traceId: Column
  readonly spanId: Column
  readonly traceFlags: Column
  readonly severityText: Column
  readonly severityNumber: Column
  readonly serviceName: Column
  readonly body: Column
  readonly resourceSchemaUrl: Column
  readonly resourceAttributes: MapColumn
  readonly scopeSchemaUrl: Column
  readonly scopeName: Column
  readonly scopeVersion: Column
  readonly scopeAttributes: MapColumn
  readonly logAttributes: MapColumn
  readonly eventName: Column
}

export const createLogColumns = (): LogColumns => {
  return {
    timestamp: createColumn(),
    traceId: createColumn(),
    spanId: createColumn(),
    traceFlags: createColumn(),
    severityText: createColumn(),
    severityNumber: createColumn(),
    serviceName: createColumn(),
    body: createColumn(),
    resourceSchemaUrl: createColumn(),
    resourceAttributes: createMapColumn(),
    scopeSchemaUrl: createColumn(),
    scopeName: createColumn(),
    scopeVersion: createColumn(),
    scopeAttributes: createMapColumn(),
    logAttributes: createMapColumn(),
    eventName: createColumn(),
  }
}

/** The columns as the table names them. */
export const toNativeLogs = (c: LogColumns): NativeColumn[] => {
  const text = (name: string, part: Column): NativeColumn => ({ name, type: 'String', parts: [part] })
  return [
    { name: 'Timestamp', type: 'DateTime64(9)', parts: [c.timestamp] },
    text('TraceId', c.traceId),
    text('SpanId', c.spanId),
    { name: 'TraceFlags', type: 'UInt8', parts: [c.traceFlags] },
    text('SeverityText', c.severityText),
    { name: 'SeverityNumber', type: 'UInt8', parts: [c.severityNumber] },
    text('ServiceName', c.serviceName),
    text('Body', c.body),
    text('ResourceSchemaUrl', c.resourceSchemaUrl),
    toNativeMap('ResourceAttributes', c.resourceAttributes),
    text('ScopeSchemaUrl', c.scopeSchemaUrl),
    text('ScopeName', c.scopeName),
    text('ScopeVersion', c.scopeVersion),
    toNativeMap('ScopeAttributes', c.scopeAttributes),
    toNativeMap('LogAttributes', c.logAttributes),
    text('EventName', c.eventName),
  ]
}
