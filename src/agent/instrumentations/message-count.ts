import type { Span } from '@opentelemetry/api'

/** Maximum number of message spans below one span, so that a trace of thousands of messages stays readable. */
const maxMessages = 100

/** Counts messages below a span; returns whether a message exceeds the maximum. */
export const createMessageCount = (): ((parent: Span) => boolean) => {
  const counts = new WeakMap<Span, number>()
  return (parent) => {
    const count = (counts.get(parent) ?? 0) + 1
    counts.set(parent, count)
    return count > maxMessages
  }
}
