// What teams write by hand: prom-client histogram and default metrics, pino-http line a request; no traces.
const http = require('node:http')
const cache = process.env.BENCH_CACHE
const prom = require(`${cache}/node_modules/prom-client`)
const pino = require('pino')
const log = require(`${cache}/node_modules/pino-http`)({
  logger: pino({}, pino.destination({ dest: '/dev/null', sync: false })),
})
prom.collectDefaultMetrics()
const duration = new prom.Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of requests',
  labelNames: ['method', 'route', 'status'],
})
const { emit } = http.Server.prototype
http.Server.prototype.emit = function watched(event, request, response, ...rest) {
  if (event === 'request') {
    log(request, response)
    const end = duration.startTimer()
    response.on('finish', () =>
      end({ method: request.method, route: request.route?.path ?? '', status: response.statusCode }),
    )
  }
  return emit.call(this, event, request, response, ...rest)
}
