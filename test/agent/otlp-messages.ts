/** What protobufjs makes of the messages in otlp-schema.ts: 64-bit numbers as text, defaults filled in. */
export type Value = {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: string
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values: readonly Value[] }
  readonly kvlistValue?: { readonly values: readonly Pair[] }
  readonly bytesValue?: Uint8Array
}

export type Pair = { readonly key: string; readonly value: Value | null }

export type Span = {
  readonly traceId: Uint8Array
  readonly spanId: Uint8Array
  readonly parentSpanId: Uint8Array
  readonly traceState: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly Pair[]
  readonly droppedAttributesCount: number
  readonly events: readonly {
    readonly name: string
    readonly attributes: readonly Pair[]
    readonly droppedAttributesCount: number
  }[]
  readonly droppedEventsCount: number
  readonly links: readonly {
    readonly traceId: Uint8Array
    readonly spanId: Uint8Array
    readonly droppedAttributesCount: number
  }[]
  readonly droppedLinksCount: number
  readonly status: { readonly code: number; readonly message: string } | null
  readonly flags: number
}

export type LogRecord = {
  readonly traceId: Uint8Array
  readonly spanId: Uint8Array
  readonly severityNumber: number
  readonly severityText: string
  readonly body: Value | null
  readonly eventName: string
  readonly timeUnixNano: string
  readonly attributes: readonly Pair[]
  readonly droppedAttributesCount: number
}

export type Exemplar = {
  readonly traceId: Uint8Array
  readonly spanId: Uint8Array
  readonly asDouble?: number
  readonly asInt?: string
}

/** Points of all kinds of metrics; each kind has its part of the fields. */
export type Point = {
  readonly attributes: readonly Pair[]
  readonly asDouble?: number
  readonly asInt?: string
  readonly count?: string
  readonly sum?: number
  readonly bucketCounts?: readonly string[]
  readonly explicitBounds?: readonly number[]
  readonly exemplars: readonly Exemplar[]
}

type Data = { readonly dataPoints: readonly Point[] }

export type Metric = {
  readonly name: string
  readonly unit: string
  readonly gauge?: Data
  readonly sum?: Data
  readonly histogram?: Data
}

type Scoped<Key extends string, T> = {
  readonly scope: { readonly name: string } | null
} & Readonly<Record<Key, readonly T[]>>
type Resourced<Key extends string, T> = {
  readonly resource: { readonly attributes: readonly Pair[] } | null
} & Readonly<Record<Key, readonly T[]>>

export type TracesRequest = { readonly resourceSpans: readonly Resourced<'scopeSpans', Scoped<'spans', Span>>[] }
export type LogsRequest = { readonly resourceLogs: readonly Resourced<'scopeLogs', Scoped<'logRecords', LogRecord>>[] }
export type MetricsRequest = {
  readonly resourceMetrics: readonly Resourced<'scopeMetrics', Scoped<'metrics', Metric>>[]
}
