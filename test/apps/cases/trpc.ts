import type { AppCase } from '../app-case.ts'

const app = `import { initTRPC, TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import pino from 'pino'
const log = pino()
const t = initTRPC.create()
const text = (value) => String(value)
const router = t.router({
  greet: t.procedure.input(text).query(({ input }) => { log.info('greet ' + input); return 'hello ' + input }),
  add: t.procedure.input((value) => value).mutation(({ input }) => input.a + input.b),
  missing: t.procedure.query(() => { throw new TRPCError({ code: 'NOT_FOUND', message: 'no such thing' }) }),
  broken: t.procedure.query(() => { throw new Error('broken') }),
  ticks: t.procedure.subscription(async function* () { for (const n of [1, 2, 3]) yield n }),
})
const app = express()
app.get('/health', (request, response) => response.send('ok'))
app.use('/trpc', createExpressMiddleware({ router, onError: ({ path, error }) => log.warn(path + ' ' + error.code) }))
app.listen(process.env.PORT, '127.0.0.1')`

const json = { 'content-type': 'application/json' }

export const trpc: AppCase = {
  name: 'tRPC on Express',
  packages: ['@trpc/server@11.25.2', 'express@5.3.0', 'pino@10.4.0'],
  files: { 'app.mjs': app },
  start: ['app.mjs'],
  hook: 'import',
  requests: [
    { path: '/health', status: 200, route: '/health' },
    { path: '/trpc/greet?input=%22ann%22', status: 200, log: 'greet ann' },
    {
      path: '/trpc/greet,greet?batch=1&input=%7B%220%22%3A%22bo%22%2C%221%22%3A%22cy%22%7D',
      status: 200,
      log: 'greet bo',
    },
    { path: '/trpc/add', body: '{"a":1,"b":2}', headers: json, status: 200 },
    { path: '/trpc/add', body: '{"a":', headers: json, status: 400, log: 'add BAD_REQUEST' },
    { path: '/trpc/missing', status: 404, log: 'missing NOT_FOUND' },
    { path: '/trpc/broken', status: 500, log: 'broken INTERNAL_SERVER_ERROR' },
    { path: '/trpc/nothing', status: 404, log: 'nothing NOT_FOUND' },
    { path: '/trpc/ticks', headers: { accept: 'text/event-stream' }, status: 200 },
  ],
  varies: [/"time":\d+/g],
}
