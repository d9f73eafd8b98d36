import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mount } from './mount.ts'
import { readNodeBody } from './read-body.ts'

export type NodeExchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What a body parser has made of the body, where it is not on the request. */
  readonly parsed?: unknown
  /** What follows the mounted path; undefined for requests of the app. */
  readonly below: (url: string) => string | undefined
  readonly mount: Mount
  /** Called before the answer, where the framework must know. */
  readonly begin?: () => void
}

/** Answers a request of Node's; false when it is one of the app. */
export const answerNode = ({ request, response, parsed, below, mount, begin }: NodeExchange): boolean => {
  // Routers of Express cut their own path off `url`.
  const { originalUrl = request.url ?? '' } = request as { readonly originalUrl?: string }
  const path = below(originalUrl)
  if (path === undefined) return false
  begin?.()
  const answering = mount({
    method: request.method ?? '',
    path,
    header: (name) => request.headers[name]?.toString(),
    body: (maxBytes) => readNodeBody(request, parsed, maxBytes),
  })
  void answering.then(
    ({ status, headers, body }) => {
      // What is left of a body that was refused must not be taken for the next request.
      const closing = request.complete ? {} : { connection: 'close' }
      response.writeHead(status, { ...headers, ...closing, 'content-length': Buffer.byteLength(body) })
      response.end(request.method === 'HEAD' ? undefined : body)
    },
    () => response.destroy(),
  )
  return true
}
