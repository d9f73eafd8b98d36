import type { AppCase } from '../app-case.ts'

const app = `import http from 'node:http'
import pino from 'pino'
import { Server } from 'socket.io'
const log = pino()
const server = http.createServer((request, response) => response.end('page'))
const io = new Server(server, { serveClient: true })
io.on('connection', (socket) => {
  socket.on('say', (text, done) => { log.info('said ' + text); io.emit('said', text); done(text.toUpperCase()) })
})
io.of('/admin').use((socket, next) => next(new Error('not allowed')))
server.listen(process.env.PORT, '127.0.0.1')`

const client = `import { io } from 'socket.io-client'
const base = 'http://127.0.0.1:' + process.argv[2]
const say = (transports, text) => new Promise((resolve) => {
  const socket = io(base, { transports, forceNew: true, upgrade: false })
  socket.on('said', (heard) => console.log('heard', heard))
  socket.emit('say', text, (answer) => setTimeout(() => { console.log('answered', answer); socket.close(); resolve() }, 100))
})
await say(['websocket'], 'hello')
await new Promise((resolve) => {
  const socket = io(base + '/admin', { transports: ['websocket'], forceNew: true, reconnection: false })
  socket.on('connect_error', (error) => { console.log(error.message); socket.close(); resolve() })
})`

export const socketIo: AppCase = {
  name: 'Socket.IO',
  packages: ['socket.io@4.8.4', 'socket.io-client@4.8.4', 'pino@10.4.0'],
  files: { 'app.mjs': app, 'client.mjs': client },
  start: ['app.mjs'],
  requests: [
    { path: '/', status: 200 },
    { path: '/socket.io/socket.io.min.js', status: 200 },
    { path: '/socket.io/?EIO=4&transport=polling', status: 200 },
    { path: '/socket.io/?EIO=3&transport=polling', status: 400 },
    { path: '/socket.io/?EIO=4&transport=polling&sid=none', status: 400 },
    { path: '/socket.io/?EIO=4&transport=polling', method: 'PUT', status: 400 },
  ],
  client: {
    file: 'client.mjs',
    connections: [
      { path: '/socket.io/', status: 101, log: 'said hello', inner: ['receive /', 'receive /', 'send /'] },
      { path: '/socket.io/', status: 101 },
    ],
  },
  varies: [/"sid":"[^"]+"/g, /"time":\d+/g],
}
