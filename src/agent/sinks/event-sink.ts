import type { UsageEvent } from './usage-event.ts'

/**
 * A destination of usage events, in batches: the app's own (`start({ eventSinks: [...] })`) or a built-in one. Events
 * are counted as lost if it throws, rejects or does not settle; this affects neither the app nor other sinks.
 */
export type EventSink = {
  /** Its name in warnings. Default: its position in the list, `eventSinks[0]`. */
  readonly name?: string
  /**
   * Accepts up to 100 events, which are frozen; the next batch follows when this one is settled, after 10 s at the
   * latest. The sink itself is responsible for retries. The last batch is passed while the process exits: what is
   * written synchronously then is not lost.
   */
  write(batch: readonly UsageEvent[]): Promise<void> | void
  /** Sends what the sink itself still holds. */
  flush?(): Promise<void> | void
  /** Releases all resources; nothing is written afterwards. */
  close?(): Promise<void> | void
}
