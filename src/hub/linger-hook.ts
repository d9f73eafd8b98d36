import type { FastifyInstance } from 'fastify'
import { isSending, lingering } from '../http/linger.ts'

/**
 * Lets a client that is rejected before its whole body was read see the response, even if the connection is closed
 * after it.
 */
export const addLinger = (app: FastifyInstance): void => {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isSending(request.raw) || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload
    reply.header('connection', 'close').header('content-length', Buffer.byteLength(payload))
    return lingering(payload, request.raw)
  })
}
