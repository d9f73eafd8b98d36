// App a: bare http, 200 bytes of JSON.
const http = require('node:http')
const body = JSON.stringify({ id: 1, name: 'a small answer', text: 'x'.repeat(150) })
const server = http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(Number(process.env.PORT), '127.0.0.1')
