import type { NativeColumn } from '../../native/block.ts'
import { type Column, createColumn } from '../../native/column.ts'
import { createMapColumn, type MapColumn, toNativeMap } from '../../native/map-column.ts'

/** Columns of `otel_traces`, filled a span at a time. Offsets of events and links are shared by their columns. */
export type TraceColumns = {
  readonly timestamp: Column
  readonly traceId: Column
  readonly spanId: Column
  readonly parentSpanId: Column
  readonly traceState: Column
  readonly spanName: Column
  readonly spanKind: Column
  readonly serviceName: Column
  readonly resourceAttributes: MapColumn
  readonly scopeName: Column
  readonly scopeVersion: Column
  readonly spanAttributes: MapColumn
  readonly duration: Column
  readonly statusCode: Column
  readonly statusMessage: Column
  readonly eventOffsets: Column
  readonly eventTimestamp: Column
  readonly eventName: Column
  readonly eventAttributes: MapColumn
  readonly linkOffsets: Column
  readonly linkTraceId: Column
  readonly linkSpanId: Column
  readonly linkTraceState: Column
  readonly linkAttributes: MapColumn
}

export const createTraceColumns = (): TraceColumns => {
  return {
    timestamp: createColumn(),
    traceId: createColumn(),
    spanId: createColumn(),
    parentSpanId: createColumn(),
    traceState: createColumn(),
    spanName: createColumn(),
    spanKind: createColumn(),
    serviceName: createColumn(),
    resourceAttributes: createMapColumn(),
    scopeName: createColumn(),
    scopeVersion: createColumn(),
    spanAttributes: createMapColumn(),
    duration: createColumn(),
    statusCode: createColumn(),
    statusMessage: createColumn(),
    eventOffsets: createColumn(),
    eventTimestamp: createColumn(),
    eventName: createColumn(),
    eventAttributes: createMapColumn(),
    linkOffsets: createColumn(),
    linkTraceId: createColumn(),
    linkSpanId: createColumn(),
    linkTraceState: createColumn(),
    linkAttributes: createMapColumn(),
  }
}

/** The columns as the table names them. */
export const toNativeTraces = (c: TraceColumns): NativeColumn[] => {
  const text = (name: string, part: Column): NativeColumn => ({ name, type: 'String', parts: [part] })
  const texts = (name: string, offsets: Column, part: Column): NativeColumn => ({
    name,
    type: 'Array(String)',
    parts: [offsets, part],
  })
  return [
    { name: 'Timestamp', type: 'DateTime64(9)', parts: [c.timestamp] },
    text('TraceId', c.traceId),
    text('SpanId', c.spanId),
    text('ParentSpanId', c.parentSpanId),
    text('TraceState', c.traceState),
    text('SpanName', c.spanName),
    text('SpanKind', c.spanKind),
    text('ServiceName', c.serviceName),
    toNativeMap('ResourceAttributes', c.resourceAttributes),
    text('ScopeName', c.scopeName),
    text('ScopeVersion', c.scopeVersion),
    toNativeMap('SpanAttributes', c.spanAttributes),
    { name: 'Duration', type: 'UInt64', parts: [c.duration] },
    text('StatusCode', c.statusCode),
    text('StatusMessage', c.statusMessage),
    { name: 'Events.Timestamp', type: 'Array(DateTime64(9))', parts: [c.eventOffsets, c.eventTimestamp] },
    texts('Events.Name', c.eventOffsets, c.eventName),
    toNativeMap('Events.Attributes', c.eventAttributes, c.eventOffsets),
    texts('Links.TraceId', c.linkOffsets, c.linkTraceId),
    texts('Links.SpanId', c.linkOffsets, c.linkSpanId),
    texts('Links.TraceState', c.linkOffsets, c.linkTraceState),
    toNativeMap('Links.Attributes', c.linkAttributes, c.linkOffsets),
  ]
}
