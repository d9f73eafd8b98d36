// OTLP receiver of the bench: takes what is sent, keeps nothing, tells how many bytes came for each signal.
const http = require('node:http')
const bytes = {}
const requests = {}
http
  .createServer((request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify({ bytes, requests }))
    request.on('data', (chunk) => {
      bytes[request.url] = (bytes[request.url] ?? 0) + chunk.length
    })
    request.on('end', () => {
      requests[request.url] = (requests[request.url] ?? 0) + 1
      response.setHeader('content-type', 'application/x-protobuf')
      response.end()
    })
  })
  .listen(Number(process.env.PORT), '127.0.0.1')
