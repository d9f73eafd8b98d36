import { trackOwn, type Who } from './track-own.ts'

/** Facts about a program that has run; all are optional. */
export type Execution = Who & {
  readonly name?: string | undefined
  /** Number of lines of the program. */
  readonly lines?: number | undefined
  /** Duration in milliseconds. */
  readonly durationMs?: number | undefined
  /** Number of executed lines, including repetitions. */
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
