import { Worker } from 'node:worker_threads'
import type { Signal } from '../../model.ts'
import type { AgentContext } from '../context.ts'
import { toOtlpTarget } from '../otlp/target.ts'
import { loadTls } from '../otlp/tls.ts'

/** Longest time that the end of the process is held up, in ms. A receiver that is away refuses at once. */
const patience = 2000
const done = 1

/**
 * Sends while the process exits, where nothing asynchronous runs any more (`process.exit`, an uncaught exception):
 * a thread posts, and this one waits for it. Costs nothing when there is nothing to send.
 */
export const sendAtExit = (
  context: AgentContext,
  unsent: readonly { readonly signal: Signal; readonly body: Buffer }[],
): void => {
  if (unsent.length === 0) return
  try {
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const posts = unsent.map(({ signal, body }) => {
      const { url, headers, timeout, tls } = toOtlpTarget(context.config, signal)
      return { url: url.href, headers, timeout, tls: loadTls(tls), body: new Uint8Array(body) }
    })
    const options = { workerData: { flag, posts, done }, execArgv: [], env: {}, stdin: false }
    new Worker(new URL('./exit-worker.js', import.meta.url), options).on('error', () => undefined)
    Atomics.wait(flag, 0, 0, patience)
  } catch {
    // The process is ending; there is nobody left to tell.
  }
}
