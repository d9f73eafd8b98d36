// App c: Express with a few awaits, 6 kB of JSON and one pino line a request.
const express = require('express')
const pino = require('pino')
const log = pino({}, pino.destination({ dest: '/dev/null', sync: false }))
const app = express()
const items = Array.from({ length: 60 }, (_, id) => ({
  id,
  name: `item ${id}`,
  description: 'y'.repeat(60),
  price: id * 1.5,
}))
const step = (value) => new Promise((resolve) => setImmediate(resolve, value))
app.get('/items/:id', async (request, response) => {
  const id = await step(request.params.id)
  const found = await step(items.filter((item) => item.price >= 0))
  await step()
  log.info({ id, count: found.length }, 'items listed')
  response.json({ id, items: found })
})
app.listen(Number(process.env.PORT), '127.0.0.1')
