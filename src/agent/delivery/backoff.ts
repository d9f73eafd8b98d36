/** Waiting times between attempts: doubled from failure to failure, with jitter, or what the receiver demands. */
export type Backoff = {
  /** Milliseconds to wait from now; 0 when the way is free. */
  wait(): number
  /** The last attempt failed; `retryAfter` in ms when the receiver named a time. */
  failed(retryAfter: number | undefined): void
  succeeded(): void
}

const first = 1000
/** How long a hub that is back may stay unnoticed. */
const maxWait = 10_000
/** A receiver may request more than we accept to wait. */
const maxRetryAfter = 300_000

export const createBackoff = (now: () => number = () => performance.now()): Backoff => {
  let failures = 0
  let until = 0
  return {
    wait: () => Math.max(0, Math.ceil(until - now())),
    failed: (retryAfter) => {
      // Attempts that were on their way together fail together, which is one failure.
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
