// The second service: charges cards and knows exchange rates. Now and then it is slow, declines, or fails.
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { LogController } from 'fastify'

const rates = { EUR: 1, USD: 1.09, GBP: 0.85, CHF: 0.94 }

const app = Fastify({ logger: true, logController: new LogController({ disableRequestLogging: true }) })

app.get('/rates/:currency', async (request, reply) => {
  await sleep(2 + Math.random() * 8)
  const rate = rates[request.params.currency]
  return rate ? { rate } : reply.code(404).send({ error: 'unknown currency' })
})

app.post('/charges', async (request, reply) => {
  const { amount, orderId } = request.body
  await sleep(20 + Math.random() * 60)
  const luck = Math.random()
  if (luck < 0.01) {
    await sleep(900)
    throw new Error('the card network did not answer')
  }
  if (luck < 0.05) {
    request.log.warn({ orderId, amount }, 'charge declined')
    return reply.code(402).send({ error: 'declined' })
  }
  request.log.info({ orderId, amount }, 'charged')
  return reply.code(201).send({ chargeId: crypto.randomUUID() })
})

await app.listen({ port: Number(process.env.PAYMENTS_PORT ?? 3001), host: '127.0.0.1' })
