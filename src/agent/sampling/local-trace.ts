import type { RequestTail, ServerSpan } from '../server/server-span.ts'
import type { EndedSpan } from '../sinks/sink.ts'

/** The decision at the end of a trace. `isCertain`: a rule keeps it, whatever its probability at the start was. */
export type Outcome = { readonly isKept: boolean; readonly isCertain: boolean }

/**
 * The part of a trace in this process, below one incoming call or one root span: its spans are held until the first one
 * ends.
 */
export type LocalTrace = {
  /** Whether it was kept when it began. */
  readonly isKept: boolean
  /** On the clock of `performance.now()`. */
  readonly began: number
  /** Its request; undefined if it began with an OpenTelemetry span. */
  readonly server: ServerSpan | undefined
  spans: EndedSpan[]
  /** Estimated size of the spans. */
  bytes: number
  hasError: boolean
  /** Spans that end after the decision follow it. */
  outcome: Outcome | undefined
}

/** Decides about traces when they have ended in this process. */
export type Tail = Omit<RequestTail, 'open'> & {
  /** Registers a trace that begins. */
  open(isKept: boolean, server?: ServerSpan): LocalTrace
  /** Adds an OpenTelemetry span that has ended. */
  take(trace: LocalTrace, span: EndedSpan): void
  /** Decides, because the first span has ended. */
  close(trace: LocalTrace): void
  /** Decides about all open traces, by what is known now, because the process ends. */
  settle(): void
}
