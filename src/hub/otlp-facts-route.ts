import type { FastifyInstance } from 'fastify'

/**
 * `GET /api/otlp`: the port of OTLP over gRPC, which the page cannot know from its own address; null while it is not
 * open.
 */
export const registerOtlpFacts = (app: FastifyInstance, grpcPort: () => number | undefined): void => {
  app.get('/api/otlp', { config: { access: 'read', compress: true } }, async () => ({ grpcPort: grpcPort() ?? null }))
}
