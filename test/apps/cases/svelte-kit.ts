import type { AppCase } from '../app-case.ts'

export const svelteKit: AppCase = {
  name: 'SvelteKit on Node',
  packages: [
    '@sveltejs/kit@3.2.0',
    '@sveltejs/adapter-node@6.0.1',
    '@sveltejs/vite-plugin-svelte@7.3.1',
    'svelte@5.57.3',
    'vite@8.4.0',
    '@opentelemetry/api@1.10.0',
  ],
  files: {
    'package.json': '{ "name": "real-app", "version": "1.0.0", "type": "module" }',
    'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite'
import adapter from '@sveltejs/adapter-node'
export default { plugins: [sveltekit({ adapter: adapter(), tracing: { server: true } })] }`,
    'src/app.html': '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
    'static/robots.txt': 'User-agent: *',
    'src/routes/+page.svelte': '<h1>home</h1>',
    'src/routes/orders/[id]/+page.server.js': `export const load = ({ params }) => { console.log('order ' + params.id); return { id: params.id } }`,
    'src/routes/orders/[id]/+page.svelte': '<script>let { data } = $props()</script><p>{data.id}</p>',
    'src/routes/api/[id]/+server.js': `export const GET = ({ params }) => Response.json({ id: params.id })
export const POST = async ({ request }) => Response.json({ got: await request.json() }, { status: 201 })`,
    'src/routes/broken/+page.server.js': `export const load = () => { throw new Error('broken') }`,
    'src/routes/broken/+page.svelte': '<p></p>',
  },
  build: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'],
  start: ['build/index.js'],
  env: { HOST: '127.0.0.1', ORIGIN: 'http://shop.example' },
  hook: 'import',
  requests: [
    { path: '/', status: 200, route: '/', inner: 'own' },
    { path: '/orders/7', status: 200, route: '/orders/[id]', inner: 'own', log: 'order 7' },
    { path: '/orders/8/__data.json', status: 200, route: '/orders/[id]', inner: 'own', log: 'order 8' },
    { path: '/api/8', status: 200, route: '/api/[id]', inner: 'own' },
    {
      path: '/api/9',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
      status: 201,
      route: '/api/[id]',
      inner: 'own',
    },
    { path: '/robots.txt', status: 200 },
    { path: '/robots.txt', method: 'HEAD', status: 200 },
    { path: '/robots.txt', headers: { range: 'bytes=0-3' }, status: 206 },
    { path: '/broken', status: 500, route: '/broken', inner: 'own' },
    { path: '/nowhere', status: 404, inner: 'own' },
  ],
  // Its tracing goes another way when somebody listens.
  varies: [/^ +at .*\/@sveltejs\/kit\/.*\n/gm],
}
