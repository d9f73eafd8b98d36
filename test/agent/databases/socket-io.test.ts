import { expect, test } from 'vitest'
import { startApp } from '../app.ts'
import { openReceiver } from '../receiver.ts'
import { toClientApp } from './client-app.ts'
import { socketClient } from './rpc-clients.ts'

const events = 150
const setup = `${socketClient.setup}
    for (let sent = 0; sent < ${events}; sent++) await socket.emitWithAck('pay', {})`

test('a connection that lives long makes no trace that cannot be read', async () => {
  const receiver = await openReceiver()
  const app = startApp(toClientApp({ ...socketClient, setup }, 'cjs', 0), { receiver })
  try {
    const received = await receiver.waitFor(() => {
      const found = receiver.spans.filter(({ attributes }) => attributes['messaging.socket.io.event_name'] === 'pay')
      return found.length === events && found
    })
    const connection = receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === '/socket.io/')
    const inside = received.filter(({ traceId }) => traceId === connection?.traceId)
    expect(inside.length).toBeLessThanOrEqual(100)
    const linked = received.filter(({ links }) => links[0]?.spanId === connection?.spanId)
    expect(inside.length + linked.length).toBe(events)
  } finally {
    await app.stop()
    await receiver.close()
  }
})
