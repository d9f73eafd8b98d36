import type { Attributes, AttributeValue, Link } from '@opentelemetry/api'
import type { Config } from '../../config/schema.ts'
import type { SpanLimits } from '../open-telemetry/sdk-types.ts'

export type SpanEvent = {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly attributes: Attributes | undefined
  /** Attributes that went over the limit. */
  readonly dropped: number
}

/**
 * What most requests do not have: written by the app through the API, or by an error. Made at first use, kept within
 * the limits.
 */
export type SpanDetails = {
  readonly limits: DetailLimits
  name: string | undefined
  readonly attributes: Map<string, AttributeValue>
  readonly events: SpanEvent[]
  readonly links: Link[]
  droppedAttributes: number
  droppedEvents: number
  droppedLinks: number
  /** 0 unset, 1 ok, 2 error, as in the API. */
  statusCode: number
  statusMessage: string | undefined
  errorType: string | undefined
}

export type DetailLimits = SpanLimits

/** Limits of `OTEL_SPAN_*`, in the names of the SDK; they hold for its spans and for ours. */
export const toSpanLimits = ({ otel }: Config): DetailLimits => ({
  attributeCountLimit: otel.spanAttributeCountLimit ?? otel.attributeCountLimit,
  attributeValueLengthLimit:
    otel.spanAttributeValueLengthLimit ?? otel.attributeValueLengthLimit ?? Number.POSITIVE_INFINITY,
  eventCountLimit: otel.spanEventCountLimit,
  linkCountLimit: otel.spanLinkCountLimit,
  attributePerEventCountLimit: otel.eventAttributeCountLimit,
  attributePerLinkCountLimit: otel.linkAttributeCountLimit,
})

export const createDetails = (limits: DetailLimits): SpanDetails => ({
  limits,
  name: undefined,
  attributes: new Map(),
  events: [],
  links: [],
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0,
  statusCode: 0,
  statusMessage: undefined,
  errorType: undefined,
})

/** Sets an attribute of the app; what we say of the request ourselves comes on top of the limit. */
export const setDetail = (details: SpanDetails, key: string, value: AttributeValue): void => {
  const { attributes, limits } = details
  if (attributes.size < limits.attributeCountLimit || attributes.has(key)) {
    attributes.set(key, toCut(value, limits.attributeValueLengthLimit))
  } else details.droppedAttributes++
}

/** Adds an event; beyond the limit the oldest goes, as in the SDK. */
export const addEvent = (
  details: SpanDetails,
  name: string,
  time: number,
  attributes: Attributes | undefined,
): void => {
  const { limits } = details
  details.events.push({ name, time, ...toLimited(attributes, limits.attributePerEventCountLimit, limits) })
  if (details.events.length <= limits.eventCountLimit) return
  details.events.shift()
  details.droppedEvents++
}

/** Adds a link; beyond the limit the oldest goes, as in the SDK. */
export const addLink = (details: SpanDetails, { context, attributes, droppedAttributesCount = 0 }: Link): void => {
  const { limits } = details
  const kept = toLimited(attributes, limits.attributePerLinkCountLimit, limits)
  details.links.push({
    context,
    ...(kept.attributes && { attributes: kept.attributes }),
    droppedAttributesCount: droppedAttributesCount + kept.dropped,
  })
  if (details.links.length <= limits.linkCountLimit) return
  details.links.shift()
  details.droppedLinks++
}

const toLimited = (
  attributes: Attributes | undefined,
  maxCount: number,
  { attributeValueLengthLimit }: DetailLimits,
): { readonly attributes: Attributes | undefined; readonly dropped: number } => {
  if (attributes === undefined) return { attributes, dropped: 0 }
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null)
  const kept = entries
    .slice(0, maxCount)
    .map(([key, value]) => [key, toCut(value as AttributeValue, attributeValueLengthLimit)])
  return { attributes: Object.fromEntries(kept) as Attributes, dropped: entries.length - kept.length }
}

/** Texts no longer than the limit, those in lists too. */
const toCut = (value: AttributeValue, maxLength: number): AttributeValue => {
  if (maxLength === Number.POSITIVE_INFINITY) return value
  if (typeof value === 'string') return value.slice(0, maxLength)
  return Array.isArray(value)
    ? (value.map((item) => (typeof item === 'string' ? item.slice(0, maxLength) : item)) as AttributeValue)
    : value
}
