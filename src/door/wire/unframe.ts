import { Worker } from 'node:worker_threads'
import { DoorError } from '../door-error.ts'
import { fromFrames } from './frames.ts'
import type { Unframed } from './unframe-worker.ts'

/** Bodies of this size, in bytes, are done in less time than a thread takes to start. */
const smallBody = 65_536

const worker = new URL(import.meta.url.endsWith('.ts') ? './unframe-worker.ts' : './unframe-worker.js', import.meta.url)

const runWorker = (body: Uint8Array, limit: number): Promise<Unframed> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: { body, limit }, execArgv: [], env: {} })
    thread.once('message', resolve).once('error', reject)
    thread.once('exit', () => reject(new Error('the thread ended without an answer')))
  })

/**
 * Unpacks ClickHouse's own frames of a body. Their checksums cost a second for a few megabytes, so large bodies are
 * unpacked in a separate thread. Rejects with DoorError `CANNOT_DECOMPRESS`, `QUERY_IS_TOO_LARGE`.
 */
export const unframe = async (body: Uint8Array, limit: number): Promise<Uint8Array> => {
  if (body.length <= smallBody) return fromFrames(body, limit)
  const answer = await runWorker(body, limit)
  if ('exception' in answer) throw new DoorError(answer.exception, answer.message)
  return answer.data
}
