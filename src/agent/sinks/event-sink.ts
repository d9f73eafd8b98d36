import type { UsageEvent } from './usage-event.ts'

/**
 * A place where usage events go, in batches: one of the app's own (`start({ eventSinks: [...] })`) or one of ours. What
 * it throws, rejects or never settles is counted as lost and touches neither the app nor other sinks.
 */
export type EventSink = {
  /** How warnings call it. Default: its place in the list, `eventSinks[0]`. */
  readonly name?: string
  /**
   * Takes up to 100 events, which are frozen; the next batch comes when this one is settled, after 10 s at the latest.
   * Retries are the sink's own. While the process exits the last batch comes too: what is written synchronously then is
   * not lost.
   */
  write(batch: readonly UsageEvent[]): Promise<void> | void
  /** Sends what the sink itself still holds. */
  flush?(): Promise<void> | void
  /** Releases everything; nothing is written any more. */
  close?(): Promise<void> | void
}
