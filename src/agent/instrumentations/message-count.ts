import type { Span } from '@opentelemetry/api'

/** Spans of messages that one span may have below it, so that a trace of thousands of messages can still be read. */
const maxMessages = 100

/** Counts messages below a span, and says of each whether it is one too many. */
export const createMessageCount = (): ((parent: Span) => boolean) => {
  const counts = new WeakMap<Span, number>()
  return (parent) => {
    const count = (counts.get(parent) ?? 0) + 1
    counts.set(parent, count)
    return count > maxMessages
  }
}
