import type { AppCase } from '../app-case.ts'

export const nitro: AppCase = {
  name: 'Nitro',
  packages: ['nitro@3.0.0'],
  files: {
    'public/robots.txt': 'User-agent: *',
    'nitro.config.mjs': "export default { preset: 'node-server' }",
    'routes/orders/[id].get.ts': `import { defineHandler } from 'nitro/h3'
export default defineHandler((event) => { console.log('order ' + event.context.params.id); return { id: event.context.params.id } })`,
    'routes/orders.post.ts': `import { defineHandler, readBody } from 'nitro/h3'
export default defineHandler(async (event) => ({ got: await readBody(event) }))`,
    'routes/broken.ts': `import { defineHandler } from 'nitro/h3'
export default defineHandler(() => { throw new Error('broken') })`,
    'routes/index.ts': `import { defineHandler } from 'nitro/h3'
export default defineHandler(() => 'home')`,
  },
  build: ['node_modules/nitro/dist/cli/index.mjs', 'build'],
  start: ['.output/server/index.mjs'],
  env: { HOST: '127.0.0.1' },
  hook: 'import',
  requests: [
    { path: '/', status: 200 },
    { path: '/orders/7', status: 200, log: 'order 7' },
    { path: '/orders', body: '{"a":1}', headers: { 'content-type': 'application/json' }, status: 200 },
    { path: '/robots.txt', status: 200 },
    { path: '/robots.txt', method: 'HEAD', status: 200 },
    { path: '/', method: 'HEAD', status: 200 },
    { path: '/broken', status: 500 },
    { path: '/nowhere', status: 404 },
  ],
}
