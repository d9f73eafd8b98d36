import { Worker } from 'node:worker_threads'
import type { AgentContext } from '../context.ts'
import type { Unsent } from '../delivery/queue.ts'
import { loadTls } from '../delivery/tls.ts'
import type { ExitWork } from './exit-worker.ts'

/** States of the thread: it begins once it runs, which takes the machine's time and not the receiver's. */
const state = { starting: 0, sending: 1, done: 2 } as const

/**
 * Sends while the process exits, where nothing asynchronous runs any more (`process.exit`, an uncaught exception):
 * a thread posts, and this one waits for it as long as the budget allows. Costs nothing when there is nothing to send.
 */
export const sendAtExit = (context: AgentContext, unsent: readonly Unsent[], budget: number): void => {
  if (unsent.length === 0) return
  const flags = new Int32Array(new SharedArrayBuffer(4 * (unsent.length + 1)))
  try {
    if (budget > 0) post(unsent, flags, budget)
  } catch {
    // The process is ending; what was not sent is counted below.
  }
  // The first flag is the state of the thread, then comes one for each request.
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
      // A place that cannot be found keeps nothing from the others.
      return []
    }
  })
  const workerData: ExitWork = { flags, state, posts, timeout: budget }
  const options = { workerData, execArgv: [], env: {}, stdin: false }
  new Worker(new URL('./exit-worker.js', import.meta.url), options).on('error', () => undefined)
  Atomics.wait(flags, 0, state.starting, budget)
  Atomics.wait(flags, 0, state.sending, budget)
}
