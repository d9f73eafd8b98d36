import type { AppCase } from '../app-case.ts'

const page = `export default async function Page({ params }) {
  const { id } = await params
  console.log('order ' + id)
  return <p>{id}</p>
}`

export const next: AppCase = {
  name: 'Next.js',
  packages: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'],
  files: {
    'public/robots.txt': 'User-agent: *',
    'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>',
    'app/page.jsx': 'export default () => <h1>home</h1>',
    'app/orders/[id]/page.jsx': page,
    'app/api/[id]/route.js': `export const GET = async (request, { params }) => Response.json(await params)
export const POST = async (request) => Response.json({ got: await request.json() }, { status: 201 })`,
    'app/broken/route.js': `export const GET = () => { throw new Error('broken') }
export const dynamic = 'force-dynamic'`,
    'proxy.js': `import { NextResponse } from 'next/server'
export const config = { matcher: '/orders/:path*' }
export const proxy = () => NextResponse.next()`,
    'next.config.mjs': "export default { generateBuildId: () => 'one', poweredByHeader: true }",
  },
  build: ['node_modules/next/dist/bin/next', 'build'],
  start: ['node_modules/next/dist/bin/next', 'start', '-p', 'PORT', '-H', '127.0.0.1'],
  env: { NEXT_TELEMETRY_DISABLED: '1' },
  ready: 'Ready in',
  requests: [
    { path: '/', status: 200, inner: 'own', route: '/' },
    { path: '/orders/7', status: 200, inner: 'own', route: '/orders/[id]', log: 'order 7' },
    // It wants a part of the page under another URL.
    { path: '/orders/8', headers: { rsc: '1' }, status: 307, inner: 'own', route: '/orders/[id]' },
    { path: '/api/8', status: 200, inner: 'own', route: '/api/[id]' },
    {
      path: '/api/9',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
      status: 201,
      inner: 'own',
      route: '/api/[id]',
    },
    { path: '/robots.txt', status: 200, inner: 'own' },
    { path: '/robots.txt', method: 'HEAD', status: 200, inner: 'own' },
    { path: '/', method: 'HEAD', status: 200, inner: 'own', route: '/' },
    { path: '/broken', status: 500, inner: 'own', route: '/broken' },
    { path: '/nowhere', status: 404, inner: 'own' },
  ],
  outside: ['load instrumentation module', 'load route module'],
  varies: [/(?:Ready in|took) [\d.]+m?s/g],
}
