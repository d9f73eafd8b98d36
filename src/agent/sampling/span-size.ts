import type { Attributes } from '@opentelemetry/api'
import type { EndedSpan } from '../sinks/sink.ts'
import { isServerSpan } from '../storage.ts'

/** Size of the record itself, in bytes. */
const base = 600

/** Estimated memory of a span that is held: mainly its texts differ. */
export const toSpanSize = (span: EndedSpan): number => {
  if (!isServerSpan(span)) return base + sizeOf(span.attributes) + sizeOfEvents(span.events)
  const { details } = span
  if (details === undefined) return base
  return base + sizeOf(Object.fromEntries(details.attributes)) + sizeOfEvents(details.events)
}

const sizeOfEvents = (events: readonly { readonly attributes?: Attributes | undefined }[]): number =>
  events.reduce((sum, { attributes = {} }) => sum + 100 + sizeOf(attributes), 0)

const sizeOf = (attributes: Attributes): number => {
  let size = 0
  for (const [key, value] of Object.entries(attributes)) {
    size += 40 + key.length + (typeof value === 'string' ? value.length : Array.isArray(value) ? 40 * value.length : 0)
  }
  return size
}
