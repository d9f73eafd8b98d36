import { trackOwn, type Who } from './track-own.ts'

/** What is known of a program that has run; each part may be left out. */
export type Execution = Who & {
  readonly name?: string | undefined
  /** Lines that the program has. */
  readonly lines?: number | undefined
  /** Milliseconds that it took. */
  readonly durationMs?: number | undefined
  /** Lines that were run, repetitions included. */
  readonly linesExecuted?: number | undefined
  readonly success?: boolean | undefined
  /** Why it failed: a message, or what was thrown. */
  readonly error?: unknown
}

/**
 * Records that a program, a query, a build or a job has run, as the event `program.executed`:
 * `trackExecution({ name: 'nightly', durationMs: 830, success: true })`. Without a running agent nothing happens. Never
 * throws.
 */
export const trackExecution = (execution: Execution): void =>
  trackOwn('program.executed', execution, () => ({
    program: execution.name,
    lines: execution.lines,
    lines_executed: execution.linesExecuted,
    duration_ms: execution.durationMs,
    success: execution.success,
    error_message: toMessage(execution.error),
  }))

const toMessage = (error: unknown): string | undefined => {
  if (error === undefined || error === null) return undefined
  return error instanceof Error ? error.message : String(error)
}
