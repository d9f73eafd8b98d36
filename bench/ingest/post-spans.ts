import { type Agent, request } from 'node:http'

/** Posts gzipped protobuf to a hub's `/v1/traces`; the function returns the status. */
export const createPostSpans =
  (url: string, agent: Agent) =>
  (body: Buffer): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
        'content-length': body.length,
      }
      const outgoing = request(`${url}/v1/traces`, { method: 'POST', agent, headers }, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
      })
      outgoing.once('error', reject)
      outgoing.end(body)
    })
