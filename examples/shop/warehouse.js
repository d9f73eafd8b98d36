// What the shop asks when a product is not in its cache: a system of somebody else, without the hook, and slow.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const server = createServer(async (_request, response) => {
  await sleep(300 + Math.random() * 600)
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ stock: 12 }))
})

server.listen(Number(process.env.WAREHOUSE_PORT ?? 3002), '127.0.0.1')
