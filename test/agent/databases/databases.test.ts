import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, startApp } from '../app.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from '../receiver.ts'
import type { TestServer } from '../servers/server-process.ts'
import { awsClient } from './aws-client.ts'
import { type Client, type ExpectedSpan, toClientApp } from './client-app.ts'
import { graphqlClients } from './graphql-clients.ts'
import { memcachedClient } from './memcached-client.ts'
import { mongoClient, mongooseClient, queueClients, redisClients } from './other-clients.ts'
import { grpcClient, socketClient } from './rpc-clients.ts'
import { sqlClients } from './sql-clients.ts'

const clients = [
  ...sqlClients,
  ...graphqlClients,
  ...redisClients,
  mongoClient,
  mongooseClient,
  memcachedClient,
  grpcClient,
  socketClient,
  awsClient,
  ...queueClients,
]

const isConnecting = ({ name }: ReceivedSpan): boolean => /connect$/.test(name)

/** The request to the app, which may get others from itself. */
const findRequest = (receiver: Receiver): ReceivedSpan | undefined =>
  receiver.serverSpans().find(({ parentSpanId }) => parentSpanId === '')

/** Spans below the request that the library made, each before what is below it. */
const findSpans = (receiver: Receiver): ReceivedSpan[] => {
  const below = (parentId: string | undefined): ReceivedSpan[] =>
    receiver.spans
      .filter((span) => span.parentSpanId === parentId && !isConnecting(span))
      .sort((a, b) => Number(a.start - b.start))
      .flatMap((span) => [span, ...below(span.spanId)])
  const request = findRequest(receiver)
  return request === undefined ? [] : below(request.spanId)
}

const expectSpan = (span: ReceivedSpan | undefined, expected: ExpectedSpan, run: string): void => {
  expect(span).toMatchObject({
    name: expected.name.replace('RUN', run),
    kind: expected.kind ?? 3,
    status: { code: expected.error === undefined ? 0 : 2 },
    attributes: expected.attributes ?? {},
  })
  if (expected.error !== undefined) expect(span?.status.message).toMatch(expected.error)
}

describe.each(clients)('$name', (client: Client) => {
  let server: TestServer | undefined
  beforeAll(async () => {
    if (client.isThere) server = await client.start?.()
  }, 300_000)
  afterAll(() => server?.stop())

  test.skipIf(!client.isThere).each(['cjs', 'mjs'] as const)(
    'what an app as .%s asks for is seen below its request, without the values',
    async (kind) => {
      const receiver = await openReceiver()
      const app = startApp(toClientApp(client, kind, server?.port ?? 0), {
        receiver,
        kind,
        ...(client.packages && { packages: client.packages }),
        ...(client.beside !== undefined && { beside: client.beside }),
      })
      try {
        const answer = await send(await app.port, '/')
        expect(answer).toMatchObject({ status: 200, body: JSON.stringify(client.answer) })
        const request = await receiver.waitFor(() => findRequest(receiver))
        const spans = await receiver.waitFor(() => {
          const found = findSpans(receiver)
          return found.length >= client.spans.length && found
        })
        expect(spans.map(({ name }) => name)).toEqual(client.spans.map(({ name }) => name.replace('RUN', kind)))
        client.spans.forEach((expected, at) => {
          expectSpan(spans[at], expected, kind)
          const parent = expected.below === undefined ? request : spans[expected.below]
          expect(spans[at]?.parentSpanId).toBe(parent?.spanId)
        })
        const everything = JSON.stringify(receiver.spans, (_, value) =>
          typeof value === 'bigint' ? `${value}` : value,
        )
        expect(everything).not.toMatch(/canary|guest/)
        expect(app.stderr().replace(/\(node:\d+\) TimeoutNegativeWarning.*\n.*\n.*\n/, '')).toBe('')
      } finally {
        await app.stop()
        await receiver.close()
      }
    },
  )
})
