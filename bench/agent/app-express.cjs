// App b: Express 5 with three routes.
const express = require('express')
const app = express()
app.get('/', (_request, response) => response.json({ hello: 'world' }))
app.get('/items/:id', (request, response) => response.json({ id: request.params.id, name: 'item' }))
app.get('/users/:id/orders', (request, response) => response.json({ user: request.params.id, orders: [] }))
app.listen(Number(process.env.PORT), '127.0.0.1')
