import type { AppCase } from '../app-case.ts'

const app = `const express = require('express')
const cluster = require('node:cluster')
const app = express()
app.get('/orders/:id', (request, response) => {
  console.log('order ' + request.params.id)
  response.json({ id: request.params.id, worker: cluster.isWorker })
})
app.get('/broken', () => { throw new Error('broken') })
app.use((error, request, response, next) => response.status(500).send('sorry'))
app.listen(process.env.PORT, '127.0.0.1', () => process.send('ready'))`

const ecosystem = `module.exports = {
  apps: [{ name: 'shop', script: 'app.cjs', exec_mode: 'cluster', instances: 2, wait_ready: true }],
}`

export const pm2: AppCase = {
  name: 'A cluster of PM2',
  packages: ['pm2@7.0.4', 'express@5.3.0'],
  files: { 'app.cjs': app, 'ecosystem.config.cjs': ecosystem },
  start: ['node_modules/pm2/bin/pm2-runtime', 'start', 'ecosystem.config.cjs'],
  env: { PM2_HOME: '.pm2' },
  last: 'order 9',
  ready: 'App [shop:1] online',
  requests: [
    { path: '/orders/7', status: 200, route: '/orders/:id', log: 'order 7' },
    { path: '/orders/8', status: 200, route: '/orders/:id', log: 'order 8' },
    { path: '/orders/9', status: 200, route: '/orders/:id', log: 'order 9' },
    { path: '/broken', status: 500, route: '/broken' },
    { path: '/nowhere', status: 404 },
  ],
  // Who of the workers ends first is up to them.
  inAnyOrder: true,
  // How often it looks whether a worker has ended is a matter of time.
  varies: [/^.*failed to kill - retrying.*\n/gm, /\d{4}-\d\d-\d\dT[\d:.]+/g, /pid=\d+/g],
}
