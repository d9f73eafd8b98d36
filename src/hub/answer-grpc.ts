import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { PlainsightError } from '../errors.ts'
import { refuseOnHttp } from '../grpc/refuse-on-http.ts'
import { isHttp2 } from '../grpc/session.ts'

type ClientError = Error & { readonly rawPacket?: Buffer }

const toError = (port: number | undefined): PlainsightError =>
  port === undefined ? new PlainsightError('OTLP_GRPC_OFF') : new PlainsightError('OTLP_GRPC_ELSEWHERE', { port })

/**
 * Answers clients of gRPC on the port of HTTP with the right port. Without it they see a broken connection, and retry
 * forever: HTTP/2 is no HTTP/1.1 that a route could answer.
 */
export const answerGrpc = (
  { server }: FastifyInstance,
  { grpcPort }: { readonly grpcPort: () => number | undefined },
): void => {
  const others = server.listeners('clientError')
  server.removeAllListeners('clientError')
  server.on('clientError', (error: ClientError, socket: Socket) => {
    if (error.rawPacket !== undefined && isHttp2(error.rawPacket))
      return refuseOnHttp(socket, error.rawPacket, toError(grpcPort()))
    for (const answer of others) answer.call(server, error, socket)
  })
}
