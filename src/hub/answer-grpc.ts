import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { PlainsightError } from '../errors.ts'
import { refuseOnHttp } from '../grpc/refuse-on-http.ts'
import { isHttp2 } from '../grpc/session.ts'

type ClientError = Error & { readonly rawPacket?: Buffer }

const toError = (port: number | undefined): PlainsightError =>
  port === undefined ? new PlainsightError('OTLP_GRPC_OFF') : new PlainsightError('OTLP_GRPC_ELSEWHERE', { port })

/**
 * Answers gRPC clients on the HTTP port with the right port. Without it they see a broken connection and retry forever,
 * since no route can answer HTTP/2.
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
