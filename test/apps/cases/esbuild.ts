import type { AppCase } from '../app-case.ts'

const app = `import express from 'express'
import pino from 'pino'
import { Router } from 'express'
const log = pino()
const api = Router()
api.get('/items/:id', async (request, response) => {
  await new Promise((resolve) => setTimeout(resolve, 5))
  log.info({ item: request.params.id }, 'looked up')
  response.json({ id: request.params.id })
})
api.get('/broken', () => { throw new Error('broken') })
const app = express()
app.use('/api', api)
app.use(express.json())
app.post('/echo', (request, response) => { console.log('echoed'); response.json(request.body) })
app.use((error: Error, request: unknown, response: { status(code: number): { send(text: string): void } }, next: unknown) => {
  response.status(500).send(error.message)
})
app.listen(Number(process.env.PORT), '127.0.0.1')`

export const esbuild: AppCase = {
  name: 'An esbuild bundle of Express and pino',
  packages: ['esbuild@0.28.2', 'express@5.3.0', 'pino@10.4.0'],
  files: { 'app.ts': app },
  build: ['node_modules/esbuild/bin/esbuild', 'app.ts', '--bundle', '--platform=node', '--minify', '--outfile=app.cjs'],
  start: ['app.cjs'],
  requests: [
    { path: '/api/items/7', status: 200, route: '/api/items/:id', log: 'looked up' },
    { path: '/api/broken', status: 500, route: '/api/broken' },
    {
      path: '/echo',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
      status: 200,
      route: '/echo',
      log: 'echoed',
    },
    { path: '/echo', body: '{"a":', headers: { 'content-type': 'application/json' }, status: 500 },
    { path: '/nowhere', status: 404 },
  ],
  varies: [/"time":\d+/g],
}
