/** An error that a user can meet. `{names}` in the sentence are filled in from the facts of the occurrence. */
export type ErrorEntry = {
  /** HTTP status. */
  readonly status: number
  /** What is wrong. */
  readonly sentence: string
  /** What to do about it. */
  readonly hint: string
  /**
   * Seconds after which a retry is likely to succeed; sent as `Retry-After`. An OTLP exporter has ten seconds for an
   * export by default, and drops it when the wait exceeds the rest: with a wait of five seconds it retries once, with a
   * short one several times. The journal has room again within a second or two if the store works at all.
   */
  readonly retryAfter?: number
}
