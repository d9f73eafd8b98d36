import type { Attributes, AttributeValue, Link } from '@opentelemetry/api'
import type { SpanLimits } from '@opentelemetry/sdk-trace'
import type { Config } from '../../config/schema.ts'
import { shared } from '../shared.ts'

export type SpanEvent = {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly attributes: Attributes | undefined
  /** Attributes that went over the limit. */
  readonly dropped: number
}

/** What most requests do not have: written by the app through the API, or by an error. Made at first use, kept within the limits. */
export type SpanDetails = {
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

/** Limits of `OTEL_SPAN_*`, in the names of the SDK; they hold for its spans and for ours. */
export const toSpanLimits = ({ otel }: Config): Required<SpanLimits> => ({
  attributeCountLimit: otel.spanAttributeCountLimit ?? otel.attributeCountLimit,
  attributeValueLengthLimit:
    otel.spanAttributeValueLengthLimit ?? otel.attributeValueLengthLimit ?? Number.POSITIVE_INFINITY,
  eventCountLimit: otel.spanEventCountLimit,
  linkCountLimit: otel.spanLinkCountLimit,
  attributePerEventCountLimit: otel.eventAttributeCountLimit,
  attributePerLinkCountLimit: otel.linkAttributeCountLimit,
})

/** Set when server spans are started, before there are any. */
const limits = shared('span limits', () => ({}) as Required<SpanLimits>)

export const limitDetailsBy = (config: Config): void => {
  Object.assign(limits, toSpanLimits(config))
}

export const createDetails = (): SpanDetails => ({
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
  const { attributes } = details
  if (attributes.size < limits.attributeCountLimit || attributes.has(key)) attributes.set(key, toCut(value))
  else details.droppedAttributes++
}

/** Adds an event; beyond the limit the oldest goes, as in the SDK. */
export const addEvent = (
  details: SpanDetails,
  name: string,
  time: number,
  attributes: Attributes | undefined,
): void => {
  details.events.push({ name, time, ...toLimited(attributes, limits.attributePerEventCountLimit) })
  if (details.events.length <= limits.eventCountLimit) return
  details.events.shift()
  details.droppedEvents++
}

/** Adds a link; beyond the limit the oldest goes, as in the SDK. */
export const addLink = (details: SpanDetails, { context, attributes, droppedAttributesCount = 0 }: Link): void => {
  const kept = toLimited(attributes, limits.attributePerLinkCountLimit)
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
  most: number,
): { readonly attributes: Attributes | undefined; readonly dropped: number } => {
  if (attributes === undefined) return { attributes, dropped: 0 }
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null)
  const kept = entries.slice(0, most).map(([key, value]) => [key, toCut(value as AttributeValue)])
  return { attributes: Object.fromEntries(kept) as Attributes, dropped: entries.length - kept.length }
}

/** Texts no longer than the limit, those in lists too. */
const toCut = (value: AttributeValue): AttributeValue => {
  const longest = limits.attributeValueLengthLimit
  if (longest === Number.POSITIVE_INFINITY) return value
  if (typeof value === 'string') return value.slice(0, longest)
  return Array.isArray(value)
    ? (value.map((item) => (typeof item === 'string' ? item.slice(0, longest) : item)) as AttributeValue)
    : value
}
