import type { FastifyInstance } from 'fastify'

/**
 * `GET /api/otlp`: where the hub takes OTLP over gRPC, which the page cannot know from its own address; null while it
 * is nowhere.
 */
export const registerOtlpFacts = (app: FastifyInstance, grpcPort: () => number | undefined): void => {
  app.get('/api/otlp', { config: { access: 'read', compress: true } }, async () => ({ grpcPort: grpcPort() ?? null }))
}
