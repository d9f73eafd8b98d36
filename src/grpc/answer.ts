import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { RpcStatus } from './status.ts'
import { toStatusHeaders } from './status-headers.ts'

const head = { ':status': 200, 'content-type': 'application/grpc' }

/** Whether the client no longer waits for an answer. */
const isGone = (stream: ServerHttp2Stream): boolean => stream.destroyed || stream.closed

/** Answers a call with its one message. */
export const sendMessage = (stream: ServerHttp2Stream, message: Uint8Array): void => {
  if (isGone(stream)) return
  const frame = Buffer.alloc(5 + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, 5)
  stream.respond(head, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers(toStatusHeaders({ code: 'OK', message: '' })))
  stream.end(frame)
}

/** How long the rest of a rejected message is read, ms. */
const lingerMs = 5_000

/**
 * Sends headers that are the whole answer. Clients of gRPC stop sending when they see it; one that goes on is reset
 * after a while, since a reset at once can overtake the answer.
 */
const sendHead = (stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void => {
  if (isGone(stream)) return
  stream.respond(headers, { endStream: true })
  stream.resume()
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), lingerMs)
  stream.once('close', () => clearTimeout(timer))
}

/** Answers a call with its failure. */
export const sendStatus = (stream: ServerHttp2Stream, status: RpcStatus, headers: Record<string, string> = {}): void =>
  sendHead(stream, { ...head, ...headers, ...toStatusHeaders(status) })

/** Answers a request that is not a gRPC call. */
export const sendHttpStatus = (stream: ServerHttp2Stream, status: number): void =>
  sendHead(stream, { ':status': status })
