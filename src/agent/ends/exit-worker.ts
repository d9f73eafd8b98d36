/**
 * Runs in a thread of its own while the main thread waits at exit: posts what was not sent, then wakes the main thread.
 */
import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { workerData } from 'node:worker_threads'
import { createLookup } from '../delivery/lookup.ts'

type Post = {
  /** Its index in the flags. */
  readonly flag: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls: { readonly ca?: string; readonly key?: string; readonly cert?: string }
  readonly body: Buffer
}

/** Input of the thread. */
export type ExitWork = {
  /** The state of the thread, then for each request whether it was accepted. */
  readonly flags: Int32Array
  readonly state: { readonly sending: number; readonly done: number }
  readonly posts: readonly Post[]
  /** Of each request, in ms. */
  readonly timeout: number
}

const { flags, state, posts, timeout } = workerData as ExitWork
const pool = { keepAlive: true, maxSockets: 8 }
const agents = { http: new Agent(pool), https: new SecureAgent(pool) }
const { lookup } = createLookup()

const setState = (value: number): void => {
  Atomics.store(flags, 0, value)
  Atomics.notify(flags, 0)
}

const send = ({ flag, url, headers, tls, body }: Post): Promise<void> =>
  new Promise((resolve) => {
    const isSecure = url.startsWith('https:')
    const options = {
      ...tls,
      agent: isSecure ? agents.https : agents.http,
      lookup,
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      timeout,
    }
    const sent = (isSecure ? secureRequest : request)(url, options, (response) => {
      const { statusCode = 0 } = response
      // The status decides: a response counts even if its body never arrives.
      if (statusCode >= 200 && statusCode < 300) Atomics.store(flags, flag, 1)
      response.resume().on('close', resolve)
    })
    sent.on('error', () => resolve())
    sent.end(body)
  })

setState(state.sending)
void Promise.all(posts.map(send)).then(() => setState(state.done))
