import type { AppCase } from '../app-case.ts'

const app = `import Fastify from 'fastify'
import { Orders, Kind } from './orders.ts'
const app = Fastify({ logger: true })
const orders = new Orders(Kind.Book)
app.get<{ Params: { id: string } }>('/orders/:id', async (request) => {
  request.log.info('order ' + request.params.id)
  return orders.find(request.params.id)
})
app.get('/around/:id', async (request) => {
  const { id } = request.params as { id: string }
  return (await fetch('http://127.0.0.1:' + process.env.PORT + '/orders/' + id)).json()
})
app.get('/broken', async () => { throw new Error('broken') })
process.on('SIGTERM', () => { void app.close().then(() => console.log('closed')) })
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })`

/** TypeScript that Node alone does not run: an enum, and a parameter that is a field. */
const orders = `export enum Kind { Book = 'book' }
export class Orders {
  constructor(private readonly kind: Kind) {}
  find(id: string): object { return { id, kind: this.kind } }
}`

export const tsx: AppCase = {
  name: 'Fastify under tsx',
  packages: ['tsx@4.23.15', 'fastify@5.12.8'],
  files: { 'app.mts': app, 'orders.ts': orders },
  start: ['node_modules/tsx/dist/cli.mjs', 'app.mts'],
  requests: [
    { path: '/orders/7', status: 200, route: '/orders/:id', log: 'order 7' },
    { path: '/around/8', status: 200, route: '/around/:id', log: 'order 8', inner: ['GET', 'GET /orders/:id'] },
    { path: '/broken', status: 500, route: '/broken' },
    { path: '/nowhere', status: 404 },
  ],
  varies: [
    /"time":\d+/g,
    /"pid":\d+/g,
    /"reqId":"[^"]+"/g,
    /"responseTime":[\d.]+/g,
    /"remotePort":\d+/g,
    /"stack":"[^"]+"/g,
  ],
}
