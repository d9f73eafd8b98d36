import cluster from 'node:cluster'
import { createServer, type Server } from 'node:http'
import type { AgentContext } from '../context.ts'
import { ignoreServer } from '../server/ignored-servers.ts'
import type { PrometheusEndpoint } from './prometheus.ts'

/**
 * Opens the Prometheus endpoint on its own port: `GET /metrics`. It is neither traced nor counted, and never keeps the
 * process alive. A port that is in use causes one warning, and the app runs on.
 */
export const openMetricsServer = (context: AgentContext, endpoint: PrometheusEndpoint): Server => {
  const { prometheusHost: host, prometheusPort: port } = context.config.otel
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (path === '/metrics') return endpoint.answer(request, response)
    response.statusCode = 404
    return response.end()
  })
  ignoreServer(server)
  server.on('error', (error: NodeJS.ErrnoException) => {
    // All workers of a cluster try, so that another one takes over when the owner of the port ends. Only one of them
    // warns.
    if (cluster.isWorker && cluster.worker?.id !== 1) return
    context.warnOnce('metrics-port', `no Prometheus endpoint on ${host}:${port}: ${error.code ?? error.message}`)
  })
  server.on('connection', (socket) => socket.unref())
  // Exclusive: otherwise the workers of a cluster would share the port, and each scrape would reach a different one.
  server.listen({ host, port, exclusive: true })
  return server.unref()
}
