import type { RequestTail, ServerSpan } from '../server/server-span.ts'
import type { EndedSpan } from '../sinks/sink.ts'

/** What is decided at the end: certain is what a rule keeps, whatever the probability at the beginning was. */
export type Outcome = { readonly isKept: boolean; readonly isCertain: boolean }

/** What happens in this process because of one call or one root span: its spans wait for the end of the first one. */
export type LocalTrace = {
  /** Whether it was kept when it began. */
  readonly isKept: boolean
  /** As `performance.now()` counts. */
  readonly began: number
  /** The request that it is; undefined when it began with a span of OpenTelemetry. */
  readonly server: ServerSpan | undefined
  spans: EndedSpan[]
  /** Estimated size of the spans. */
  bytes: number
  hasError: boolean
  /** Spans that come after the decision follow it. */
  outcome: Outcome | undefined
}

/** Decides about traces when they have ended in this process. */
export type Tail = Omit<RequestTail, 'open'> & {
  /** Takes a trace that begins. */
  open(isKept: boolean, server?: ServerSpan): LocalTrace
  /** Takes a span of OpenTelemetry that has ended. */
  take(trace: LocalTrace, span: EndedSpan): void
  /** The first span has ended: decides. */
  close(trace: LocalTrace): void
  /** Decides about all that wait, by what is known now: the process ends. */
  settle(): void
}
