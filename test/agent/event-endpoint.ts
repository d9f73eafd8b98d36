import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { UsageEvent } from '../../src/agent/sinks/usage-event.ts'
import { eventually } from '../eventually.ts'

export type Posted = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: { readonly events: readonly UsageEvent[] }
  /** In ms. */
  readonly at: number
}

/** A team's own endpoint for usage events. */
export type EventEndpoint = {
  readonly url: string
  readonly posts: Posted[]
  /** Answers a request; true = done. Otherwise, and by default, the answer is 204. */
  answer: ((request: IncomingMessage, response: ServerResponse, earlier: number) => boolean) | undefined
  /** Events of requests that were answered with 204. */
  readonly taken: UsageEvent[]
  /** Names of these events, when there are as many. */
  takes(count: number): Promise<string[]>
}

/** Opens an endpoint on a port of its own, which closes with the test. */
export const openEventEndpoint = async (tls?: {
  readonly key: string
  readonly cert: string
}): Promise<EventEndpoint> => {
  const posts: Posted[] = []
  const taken: UsageEvent[] = []
  const take: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
      const body = JSON.parse(text.toString()) as Posted['body']
      posts.push({ path: request.url ?? '', headers: request.headers, body, at: performance.now() })
      if (endpoint.answer?.(request, response, posts.length - 1)) return
      taken.push(...body.events)
      response.writeHead(204).end()
    })
  }
  const server = tls ? createSecureServer(tls, take) : createServer(take)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const endpoint: EventEndpoint = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/in?key=1`,
    posts,
    taken,
    answer: undefined,
    takes: (count) =>
      eventually(`${count} events`, () => (taken.length < count ? undefined : taken.map(({ event }) => event))),
  }
  return endpoint
}
