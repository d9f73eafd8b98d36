// App d: app c as signed-in people use it. Each request has a user, as Passport leaves it, and tracks an event.
const express = require('express')
const pino = require('pino')
const { trackEvent } = require('plainsight')
const log = pino({}, pino.destination({ dest: '/dev/null', sync: false }))
const app = express()
const items = Array.from({ length: 60 }, (_, id) => ({ id, name: `item ${id}`, description: 'y'.repeat(60) }))
let requests = 0
app.use((request, _response, next) => {
  request.user = { id: `u${requests++ % 1000}` }
  next()
})
app.get('/items/:id', async (request, response) => {
  const { id } = request.params
  const found = await new Promise((resolve) => setImmediate(resolve, items))
  log.info({ id, count: found.length }, 'items listed')
  trackEvent('items.listed', { properties: { id, count: found.length } })
  response.json({ id, items: found })
})
app.listen(Number(process.env.PORT), '127.0.0.1')
