import type { AppCase } from '../app-case.ts'

const app = `const express = require('express')
const http = require('node:http')
const { createProxyMiddleware, responseInterceptor } = require('http-proxy-middleware')
const behind = express()
behind.get('/orders/:id', (request, response) => response.json({ id: request.params.id, host: request.headers['x-forwarded-proto'] }))
behind.post('/orders', (request, response) => {
  let size = 0
  request.on('data', (chunk) => (size += chunk.length)).on('end', () => { console.log('got ' + size); response.status(201).json({ size }) })
})
behind.get('/stream', (request, response) => {
  response.write('one ')
  setTimeout(() => response.end('two'), 20)
})
const upstream = http.createServer(behind).listen(0, '127.0.0.1', () => {
  const target = 'http://127.0.0.1:' + upstream.address().port
  const app = express()
  app.get('/own/:id', (request, response) => response.send('own'))
  app.use('/api', createProxyMiddleware({ target, changeOrigin: true, xfwd: true }))
  app.use('/shout', createProxyMiddleware({
    target,
    selfHandleResponse: true,
    on: { proxyRes: responseInterceptor(async (buffer) => buffer.toString().toUpperCase()) },
  }))
  app.use('/gone', createProxyMiddleware({ target: 'http://127.0.0.1:1' }))
  app.listen(process.env.PORT, '127.0.0.1')
})`

export const httpProxyMiddleware: AppCase = {
  name: 'http-proxy-middleware',
  packages: ['http-proxy-middleware@4.2.2', 'express@5.3.0'],
  files: { 'app.cjs': app },
  start: ['app.cjs'],
  requests: [
    { path: '/own/1', status: 200, route: '/own/:id' },
    { path: '/api/orders/7', status: 200, inner: ['GET', 'GET /orders/:id'] },
    { path: '/api/orders', body: 'x'.repeat(200_000), status: 201, log: 'got 200000', inner: ['POST', 'POST /orders'] },
    { path: '/api/stream', status: 200, inner: ['GET', 'GET /stream'] },
    { path: '/api/nowhere', status: 404, inner: ['GET', 'GET'] },
    { path: '/shout/orders/a', status: 200, inner: ['GET', 'GET /orders/:id'] },
    { path: '/gone/x', status: 504, inner: ['GET'] },
    { path: '/nowhere', status: 404 },
  ],
  varies: [/127\.0\.0\.1:\d+/g],
}
