/** Runs in a thread of its own while the main one waits at its exit: posts what was not sent, then wakes it. */
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { workerData } from 'node:worker_threads'

type Post = {
  readonly url: string
  readonly headers: Record<string, string>
  readonly timeout: number
  readonly tls: Record<string, string>
  readonly body: Uint8Array
}

const { flag, posts, done } = workerData as { flag: Int32Array; posts: readonly Post[]; done: number }

const send = ({ url, headers, timeout, tls, body }: Post): Promise<void> =>
  new Promise((resolve) => {
    const open = url.startsWith('https:') ? secureRequest : request
    const options = { ...tls, method: 'POST', headers: { ...headers, 'content-length': body.length }, timeout }
    const sent = open(url, options, (response) => response.resume().on('close', resolve))
    sent.on('error', () => resolve())
    sent.end(body)
  })

void Promise.all(posts.map(send)).then(() => {
  Atomics.store(flag, 0, done)
  Atomics.notify(flag, 0)
})
