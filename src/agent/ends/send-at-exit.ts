import { Worker } from 'node:worker_threads'
import type { AgentContext } from '../context.ts'
import type { Unsent } from '../delivery/queue.ts'
import { loadTls } from '../delivery/tls.ts'
import type { ExitWork } from './exit-worker.ts'

/** States of the thread. `sending` begins once it runs, so that its start does not count as time of the receiver. */
const state = { starting: 0, sending: 1, done: 2 } as const

/**
 * Sends while the process exits, when asynchronous code no longer runs (`process.exit`, an uncaught exception): a
 * thread posts, and this one waits for it as long as the budget allows. Costs nothing if there is nothing to send.
 */
export const sendAtExit = (context: AgentContext, unsent: readonly Unsent[], budget: number): void => {
  if (unsent.length === 0) return
  const flags = new Int32Array(new SharedArrayBuffer(4 * (unsent.length + 1)))
  try {
    if (budget > 0) post(unsent, flags, budget)
  } catch {
    // The process is ending; what was not sent is counted below.
  }
  // The first flag is the state of the thread, followed by one for each request.
  for (const [index, { key, records, failure }] of unsent.entries()) {
    if (Atomics.load(flags, index + 1) !== 0) continue
    const why = failure === undefined ? '' : ` (${failure})`
    context.losses.count(key, records, `the process ended before delivery${why}`)
  }
}

const post = (unsent: readonly Unsent[], flags: Int32Array, budget: number): void => {
  const posts = unsent.flatMap(({ target, body }, index) => {
    try {
      const { url, headers, tls } = target()
      return [{ flag: index + 1, url: url.href, headers, tls: loadTls(tls), body }]
    } catch {
      // A target that cannot be resolved must not prevent sending to the others.
      return []
    }
  })
  const workerData: ExitWork = { flags, state, posts, timeout: budget }
  const options = { workerData, execArgv: [], env: {}, stdin: false }
  new Worker(new URL('./exit-worker.js', import.meta.url), options).on('error', () => undefined)
  Atomics.wait(flags, 0, state.starting, budget)
  Atomics.wait(flags, 0, state.sending, budget)
}
