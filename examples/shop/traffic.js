// Visitors of the shop: some look, some put things into a cart, some buy. Runs until it is stopped.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue } from './catalogue.js'

const shop = process.env.SHOP_URL ?? 'http://127.0.0.1:3000'
const visitsPerSecond = Number(process.env.VISITS_PER_SECOND ?? 2)

const pick = (list) => list[Math.floor(Math.random() * list.length)]

const ask = async (path, body) => {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const answer = await fetch(shop + path, options)
  await answer.arrayBuffer()
}

const visit = async () => {
  const cart = randomUUID()
  await ask(`/products?q=${pick(['', 'tea', 'cup', '100 g'])}`)
  const { id } = Math.random() < 0.03 ? { id: 'sugar' } : pick(catalogue)
  await ask(`/products/${id}`)
  if (Math.random() < 0.4) await ask(`/products/${id}/reviews`)
  if (Math.random() < 0.5) return
  await ask(`/carts/${cart}/items`, { productId: id, quantity: 1 + Math.floor(Math.random() * 3) })
  if (Math.random() < 0.7) await ask('/checkout', { cart, currency: pick(['EUR', 'USD', 'GBP', 'CHF']) })
}

for (;;) {
  // The shop may not be open yet, or be restarting: a visitor comes back later.
  visit().catch(() => undefined)
  await sleep((-Math.log(1 - Math.random()) * 1000) / visitsPerSecond)
}
