import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
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
  // Longer than Node keeps an idle connection by itself.
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
