/**
 * Types of the SDK that our public types use. They are declared here because the SDK is bundled into plainsight and not
 * installed as packages; a test checks that the SDK's own types are compatible, in both directions.
 */
import type {
  AnyValue,
  Attributes,
  Context,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
} from '@opentelemetry/api'

/** The resource as the SDK knows it. */
export type Resource = {
  readonly attributes: Attributes
  readonly asyncAttributesPending?: boolean
  readonly schemaUrl?: string
  waitForAsyncAttributes?(): Promise<void>
  merge(other: Resource | null): Resource
  getRawAttributes(): [string, AnyValue | undefined | Promise<AnyValue | undefined>][]
}

type TimedEvent = {
  time: HrTime
  name: string
  attributes?: Attributes
  droppedAttributesCount?: number
}

/** A span as processors read it. */
export type ReadableSpan = {
  readonly name: string
  readonly kind: SpanKind
  readonly spanContext: () => SpanContext
  readonly parentSpanContext?: SpanContext
  readonly startTime: HrTime
  readonly endTime: HrTime
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: Link[]
  readonly events: TimedEvent[]
  readonly duration: HrTime
  readonly ended: boolean
  readonly resource: Resource
  readonly instrumentationScope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string }
  readonly droppedAttributesCount: number
  readonly droppedEventsCount: number
  readonly droppedLinksCount: number
}

/** Notified of every span: a `SpanProcessor` of `@opentelemetry/sdk-trace`. */
export type SpanProcessor = {
  onStart(span: Span & ReadableSpan, parentContext: Context): void
  onEnding?(span: Span & ReadableSpan): void
  onEnd(span: ReadableSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** How much a span may hold. */
export type SpanLimits = {
  readonly attributeCountLimit: number
  readonly attributeValueLengthLimit: number
  readonly eventCountLimit: number
  readonly linkCountLimit: number
  readonly attributePerEventCountLimit: number
  readonly attributePerLinkCountLimit: number
}
