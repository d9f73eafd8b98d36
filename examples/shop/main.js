// Starts both services, the warehouse that they ask, and their visitors, as `docker compose` or a process manager would.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const [shopPort, paymentsPort, warehousePort] = process.env.PORT
  ? [process.env.PORT, 3001, 3002]
  : [await freePort(), await freePort(), await freePort()]
const shop = `http://127.0.0.1:${shopPort}`
const payments = `http://127.0.0.1:${paymentsPort}`
const warehouse = `http://127.0.0.1:${warehousePort}`

const parts = [
  { file: 'payments/server.js', env: { PAYMENTS_PORT: paymentsPort, OTEL_EXPORTER_PROMETHEUS_PORT: 9465 } },
  { file: 'server.js', env: { PORT: shopPort, PAYMENTS_URL: payments, WAREHOUSE_URL: warehouse } },
  // Warehouse and visitors are not part of the shop: no hook, so that traces begin and end where the shop does.
  { file: 'warehouse.js', env: { WAREHOUSE_PORT: warehousePort, NODE_OPTIONS: '' } },
  { file: 'traffic.js', env: { SHOP_URL: shop, NODE_OPTIONS: '' } },
]

const stdout = process.env.SHOP_QUIET ? 'ignore' : 'inherit'
const children = parts.map(({ file, env }) =>
  spawn(process.execPath, [join(import.meta.dirname, file)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'inherit'],
  }),
)

const stop = (signal) => {
  for (const child of children) child.kill(signal)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(signal))
for (const child of children) child.once('exit', () => stop('SIGTERM'))

console.error(`shop: open at ${shop}/products`)
