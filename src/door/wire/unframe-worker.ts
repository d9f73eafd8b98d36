/** A thread that unpacks one body and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { DoorError, type ExceptionName } from '../door-error.ts'
import { fromFrames } from './frames.ts'

export type Unframed = { readonly data: Uint8Array } | { readonly exception: ExceptionName; readonly message: string }

const { body, limit } = workerData as { readonly body: Uint8Array; readonly limit: number }

const unframe = (): Unframed => {
  try {
    return { data: fromFrames(body, limit) }
  } catch (error) {
    if (error instanceof DoorError) return { exception: error.exception, message: error.message }
    throw error
  }
}

parentPort?.postMessage(unframe())
