import type { Signal } from '../../src/model.ts'
import { toProtobuf } from '../whole/canary-requests.ts'

/** Sends a request to a Collector, as any SDK would, and gives the status of its answer. */
export const postOtlp = async (url: string, signal: Signal, request: object): Promise<number> => {
  const headers = { 'content-type': 'application/x-protobuf' }
  const body = Buffer.from(toProtobuf(signal, request))
  const answer = await fetch(`${url}/v1/${signal}`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}
