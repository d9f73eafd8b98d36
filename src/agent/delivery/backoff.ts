/**
 * Waiting times between attempts: doubled from failure to failure, with jitter, or the time that the receiver requests.
 */
export type Backoff = {
  /** Milliseconds to wait from now; 0 if a request may be sent. */
  wait(): number
  /** The last attempt failed; `retryAfter` in ms when the receiver named a time. */
  failed(retryAfter: number | undefined): void
  succeeded(): void
}

const first = 1000
/** How long it may take to notice that a hub is available again. */
const maxWait = 10_000
/** Maximum of `Retry-After` that we accept. */
const maxRetryAfter = 300_000

export const createBackoff = (now: () => number = () => performance.now()): Backoff => {
  let failures = 0
  let until = 0
  return {
    wait: () => Math.max(0, Math.ceil(until - now())),
    failed: (retryAfter) => {
      // Attempts that are in flight together fail together, which counts as one failure.
      const isFurther = until > now()
      if (retryAfter !== undefined) until = Math.max(until, now() + Math.min(maxRetryAfter, retryAfter))
      else if (!isFurther) until = now() + Math.min(maxWait, first * 2 ** failures) * (0.5 + Math.random() / 2)
      if (!isFurther) failures++
    },
    succeeded: () => {
      failures = 0
      until = 0
    },
  }
}
