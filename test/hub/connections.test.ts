import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sendToTheEnd } from '../talkative-sender.ts'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

const openConnection = async (): Promise<{ hub: HubInProcess; socket: Socket }> => {
  const hub = await openHubInProcess()
  onTestFinished(() => hub.close())
  const { port } = new URL(await hub.app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return { hub, socket }
}

/** Sends an empty export, and answers the head of what comes back. */
const exportOver = async (socket: Socket): Promise<string> => {
  socket.write(
    'POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n',
  )
  const [head] = (await once(socket, 'data')) as [string]
  return head
}

test('a connection is kept longer than senders keep theirs idle, and says so', async () => {
  const { socket } = await openConnection()
  const head = await exportOver(socket)
  expect(head).toMatch(/^HTTP\/1\.1 200 /)
  expect(Number(/^keep-alive: timeout=(\d+)/im.exec(head)?.[1])).toBeGreaterThan(90)
})

test('the next export of an SDK that sends every few seconds finds its connection open', async () => {
  const { socket } = await openConnection()
  await exportOver(socket)
  // The time is what is tested: it is longer than Node keeps an idle connection by default.
  await sleep(7_000)
  expect(await exportOver(socket)).toMatch(/^HTTP\/1\.1 200 /)
})

test('a stop does not wait for idle connections', async () => {
  const { hub, socket } = await openConnection()
  await exportOver(socket)
  const closed = once(socket, 'close')
  await hub.app.close()
  await closed
})

test.each([
  ['HTTP/1.0 without Host is answered', 'GET /healthz HTTP/1.0\r\n\r\n', 200],
  ['HTTP/1.0 with a foreign Host is refused', 'GET /healthz HTTP/1.0\r\nhost: evil.example.com\r\n\r\n', 403],
  ['HTTP/1.0 with an empty Host is refused', 'GET /healthz HTTP/1.0\r\nhost: \r\n\r\n', 403],
  ['HTTP/1.1 without Host is refused', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
])('%s on loopback', async (_what, request, status) => {
  const { socket } = await openConnection()
  socket.write(request)
  const [head] = (await once(socket, 'data')) as [string]
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
})

const protobuf = 'application/x-protobuf'

test.each([
  ['too large', 413, '/v1/traces', { 'content-type': protobuf }],
  ['of a type that is not taken', 415, '/v1/traces', { 'content-type': 'text/plain' }],
  ['too large for a question', 413, '/api/session', { 'content-type': 'application/json' }],
  ['for an address that is none', 404, '/v1/nothing', { 'content-type': protobuf }],
  ['without the token', 401, '/v1/traces', { 'content-type': protobuf, authorization: 'Bearer wrong' }],
])('a body %s gets its %i though its sender reads nothing before all is sent', async (_what, status, path, headers) => {
  const token = status === 401 || path === '/api/session' ? 'a-token-of-this-test' : undefined
  const hub = await openHubInProcess({ maxBodyBytes: 200_000, token })
  onTestFinished(() => hub.close())
  const { port } = new URL(await hub.app.listen({ port: 0, host: '127.0.0.1' }))
  for (const connection of ['close', 'keep-alive']) {
    const answer = await sendToTheEnd(Number(port), path, { connection, ...headers })
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toMatch(/^connection: close$/im)
    const length = Number(/^content-length: (\d+)$/im.exec(answer)?.[1])
    expect(Buffer.byteLength(answer.split('\r\n\r\n')[1] ?? '')).toBe(length)
  }
})
