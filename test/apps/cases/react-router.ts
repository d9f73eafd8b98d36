import type { AppCase } from '../app-case.ts'

export const reactRouter: AppCase = {
  name: 'React Router on react-router-serve',
  packages: [
    'react-router@8.4.0',
    '@react-router/serve@8.4.0',
    '@react-router/node@8.4.0',
    '@react-router/dev@8.4.0',
    'react@19.3.1',
    'react-dom@19.3.1',
    '@opentelemetry/api@1.10.0',
    'isbot@5.2.3',
    'vite@8.3.8',
  ],
  files: {
    'public/robots.txt': 'User-agent: *',
    'vite.config.mjs': `import { reactRouter } from '@react-router/dev/vite'
export default { plugins: [reactRouter()] }`,
    'app/root.jsx': `import { trace } from '@opentelemetry/api'
import { Outlet, Scripts } from 'react-router'
export const middleware = [({ pattern }, next) => {
  trace.getActiveSpan()?.setAttribute('http.route', pattern.replace(/^\\/?/, '/'))
  return next()
}]
export default () => <html><body><Outlet /><Scripts /></body></html>`,
    'app/routes.js': `import { index, route } from '@react-router/dev/routes'
export default [index('home.jsx'), route('orders/:id', 'order.jsx'), route('api/:id', 'api.js'), route('broken', 'broken.jsx')]`,
    'app/home.jsx': 'export default () => <h1>home</h1>',
    'app/order.jsx': `export const loader = ({ params }) => { console.log('order ' + params.id); return { id: params.id } }
export default ({ loaderData }) => <p>{loaderData.id}</p>`,
    'app/api.js': `export const loader = ({ params }) => Response.json({ id: params.id })
export const action = async ({ request }) => Response.json({ got: await request.json() }, { status: 201 })`,
    'app/broken.jsx': `export const loader = () => { throw new Error('broken') }
export default () => null`,
  },
  build: ['node_modules/@react-router/dev/bin.cjs', 'build'],
  start: ['node_modules/@react-router/serve/bin.cjs', 'build/server/index.js'],
  last: 'GET /nowhere 404',
  env: { HOST: '127.0.0.1' },
  requests: [
    { path: '/', status: 200, route: '/' },
    { path: '/orders/7', status: 200, route: '/orders/:id', log: 'order 7' },
    { path: '/api/8', status: 200, route: '/api/:id' },
    {
      path: '/api/9',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
      status: 201,
      route: '/api/:id',
    },
    { path: '/robots.txt', status: 200 },
    { path: '/robots.txt', method: 'HEAD', status: 200 },
    { path: '/', method: 'HEAD', status: 200, route: '/' },
    { path: '/broken', status: 500, route: '/broken' },
    { path: '/nowhere', status: 404 },
  ],
  // The log of its requests has times.
  varies: [/ [\d.]+ ms/g],
}
