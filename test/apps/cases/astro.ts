import type { AppCase } from '../app-case.ts'

export const astro: AppCase = {
  name: 'Astro on Node',
  packages: ['astro@7.3.5', '@astrojs/node@11.1.6', '@opentelemetry/api@1.10.0'],
  files: {
    'public/robots.txt': 'User-agent: *',
    'astro.config.mjs': `import { defineConfig } from 'astro/config'
import node from '@astrojs/node'
export default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }), devToolbar: { enabled: false } })`,
    'src/middleware.ts': `import { trace } from '@opentelemetry/api'
export const onRequest = ({ routePattern }, next) => {
  trace.getActiveSpan()?.setAttribute('http.route', routePattern)
  return next()
}`,
    'src/pages/index.astro': '---\n---\n<html><body><h1>home</h1></body></html>',
    'src/pages/orders/[id].astro': `---
const { id } = Astro.params
console.log('order ' + id)
---
<html><body><p>{id}</p></body></html>`,
    'src/pages/api/[id].ts': `export const GET = async ({ params }) => Response.json({ id: params.id })
export const POST = async ({ request }) => Response.json({ got: await request.json() }, { status: 201 })`,
    'src/pages/broken.astro': "---\nthrow new Error('broken')\n---\n<p></p>",
  },
  build: ['node_modules/astro/bin/astro.mjs', 'build', '--silent'],
  start: ['dist/server/entry.mjs'],
  env: { HOST: '127.0.0.1', ASTRO_TELEMETRY_DISABLED: '1' },
  requests: [
    { path: '/', status: 200, route: '/' },
    { path: '/orders/7', status: 200, route: '/orders/[id]', log: 'order 7' },
    { path: '/api/8', status: 200, route: '/api/[id]' },
    {
      path: '/api/9',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
      status: 201,
      route: '/api/[id]',
    },
    { path: '/robots.txt', status: 200 },
    { path: '/robots.txt', method: 'HEAD', status: 200 },
    { path: '/', method: 'HEAD', status: 200, route: '/' },
    { path: '/broken', status: 500, route: '/broken' },
    // The page that Astro answers with is a route of its own.
    { path: '/nowhere', status: 404, route: '/404' },
  ],
}
