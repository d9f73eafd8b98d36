// The shop: catalogue, cart and checkout. Nothing in it knows of plainsight.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { pino } from 'pino'
import { catalogue, findProduct } from './catalogue.js'

const port = Number(process.env.PORT ?? 3000)
const payments = process.env.PAYMENTS_URL ?? 'http://127.0.0.1:3001'
const warehouse = process.env.WAREHOUSE_URL ?? 'http://127.0.0.1:3002'

const log = pino({ name: 'shop' })
const carts = new Map()
const app = express()
app.use(express.json())

app.get('/products', async (request, response) => {
  await sleep(3 + Math.random() * 10)
  const words = String(request.query.q ?? '').toLowerCase()
  const products = catalogue.filter(({ name }) => name.toLowerCase().includes(words))
  log.info({ found: products.length }, 'catalogue searched')
  response.json({ products })
})

const keptMs = 60_000
const stocks = new Map()

const readStock = async (id) => {
  const known = stocks.get(id)
  if (known?.until > Date.now()) return known.stock
  log.warn({ product: id }, 'not in the cache, asking the warehouse')
  const { stock } = await (await fetch(`${warehouse}/stock/${id}`)).json()
  stocks.set(id, { stock, until: Date.now() + keptMs })
  return stock
}

app.get('/products/:id', async (request, response) => {
  const product = findProduct(request.params.id)
  if (!product) return response.status(404).json({ error: 'no such product' })
  await sleep(2 + Math.random() * 6)
  response.json({ ...product, stock: await readStock(product.id) })
})

app.get('/products/:id/reviews', async (_request, response) => {
  await sleep(5 + Math.random() * 25)
  // A bug, left in on purpose: some products have no reviews.
  const reviews = Math.random() < 0.05 ? undefined : [{ stars: 5 }, { stars: 3 }]
  response.json({ average: reviews.reduce((sum, { stars }) => sum + stars, 0) / reviews.length })
})

app.post('/carts/:cart/items', (request, response) => {
  const { productId, quantity = 1 } = request.body
  if (!findProduct(productId)) return response.status(400).json({ error: 'no such product' })
  const items = carts.get(request.params.cart) ?? []
  carts.set(request.params.cart, [...items, { productId, quantity }])
  log.info({ productId, quantity }, 'put into the cart')
  response.status(201).json({ items: items.length + 1 })
})

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const charge = async (orderId, cents, currency) => {
  const { rate } = await (await fetch(`${payments}/rates/${currency}`)).json()
  return post(`${payments}/charges`, { orderId, amount: Math.round(cents * rate) })
}

app.post('/checkout', async (request, response) => {
  const { cart, currency = 'EUR' } = request.body
  const items = carts.get(cart)
  if (!items) return response.status(409).json({ error: 'the cart is empty' })
  const cents = items.reduce((sum, item) => sum + findProduct(item.productId).price * item.quantity, 0)
  const orderId = randomUUID()
  const { status } = await charge(orderId, cents, currency)
  if (status === 402) {
    log.warn({ orderId, cents }, 'payment declined')
    return response.status(402).json({ error: 'declined' })
  }
  if (status !== 201) throw new Error(`payments answered ${status}`)
  carts.delete(cart)
  log.info({ orderId, cents, items: items.length }, 'order placed')
  response.status(201).json({ orderId })
})

app.use((error, _request, response, _next) => {
  log.error({ err: error }, 'request failed')
  response.status(500).json({ error: 'something went wrong' })
})

app.listen(port, '127.0.0.1', () => log.info({ port }, 'the shop is open'))
