import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { PlainsightError } from '../errors.ts'
import type { Share } from '../limits/budget.ts'
import { sendHttpStatus, sendMessage, sendStatus } from './answer.ts'
import { readMessage } from './read-message.ts'
import type { ServerParts, UnaryMethod } from './server-parts.ts'
import { type RpcCode, type RpcStatus, toStatus } from './status.ts'
import { toTimeout } from './timeout.ts'

/** Maximum time of a call, ms: a client that stops in the middle of a message does not hold its memory forever. */
const maxMs = 60_000

const cancelled: RpcStatus = { code: 'CANCELLED', message: 'The client gave up' }
const late: RpcStatus = { code: 'DEADLINE_EXCEEDED', message: 'The call took too long' }

type Call = { readonly stream: ServerHttp2Stream; readonly headers: IncomingHttpHeaders; readonly share: Share }

/** `application/grpc`, with or without `+proto`; other messages are not supported. */
const isProtobuf = (type: string): boolean => /^application\/grpc(\+proto)?\s*(;|$)/i.test(type)

/** Runs work that ends early, with a status, when the client cancels or its deadline passes. */
const withinTime = async (
  { stream, headers }: Call,
  run: (client: AbortSignal) => Promise<RpcCode>,
  toFailure: (error: unknown) => RpcStatus,
): Promise<RpcCode> => {
  const controller = new AbortController()
  let cut: RpcStatus | undefined
  const stop = (status: RpcStatus) => (): void => {
    cut ??= status
    controller.abort()
  }
  const timer = setTimeout(stop(late), Math.min(toTimeout(headers['grpc-timeout']?.toString()) ?? maxMs, maxMs))
  // A cancelled call ends like a complete one; only `aborted` tells them apart.
  stream.once('aborted', stop(cancelled)).once('close', stop(cancelled))
  try {
    return await run(controller.signal)
  } catch (error) {
    const status = cut ?? toFailure(error)
    sendStatus(stream, status)
    return status.code
  } finally {
    clearTimeout(timer)
  }
}

const run = async (parts: ServerParts, call: Call, method: UnaryMethod, client: AbortSignal): Promise<RpcCode> => {
  const { stream, headers, share } = call
  const encoding = headers['grpc-encoding']?.toString() ?? 'identity'
  if (encoding !== 'identity' && !parts.encodings.includes(encoding)) {
    const named = { encoding: encoding.slice(0, 40), reason: 'not supported' }
    const { message } = toStatus(method.refuse(new PlainsightError('CONTENT_ENCODING_INVALID', named)))
    sendStatus(stream, { code: 'UNIMPLEMENTED', message }, { 'grpc-accept-encoding': parts.encodings.join(',') })
    return 'UNIMPLEMENTED'
  }
  const { maxMessageBytes: maxBytes } = parts
  const { bytes, isCompressed } = await readMessage(stream, {
    maxBytes,
    share,
    toInvalid: method.toInvalid,
    signal: client,
  })
  if (isCompressed && encoding === 'identity')
    throw method.toInvalid('it is marked as compressed, and names no encoding')
  sendMessage(stream, await method.call(bytes, isCompressed ? encoding : 'identity', client))
  return 'OK'
}

const admit = (parts: ServerParts, { stream, headers }: Call): UnaryMethod => {
  parts.admit(headers, stream.session?.socket.remoteAddress ?? '')
  const type = headers['content-type'] ?? ''
  if (!isProtobuf(type)) throw new PlainsightError('CONTENT_TYPE_UNSUPPORTED', { type: type.slice(0, 60) })
  const path = headers[':path'] ?? ''
  const method = parts.methods.get(path)
  if (method === undefined) throw new PlainsightError('NOT_FOUND', { what: `The method ${path.slice(0, 200)}` })
  return method
}

const answer = async (parts: ServerParts, call: Call): Promise<void> => {
  const { stream } = call
  let method: UnaryMethod
  try {
    method = admit(parts, call)
  } catch (error) {
    const status = toStatus(error)
    sendStatus(stream, status)
    return parts.countCall(undefined, status.code)
  }
  const toFailure = (thrown: unknown): RpcStatus => {
    const error = method.refuse(thrown)
    if (error.status >= 500)
      parts.log.error({ err: error, code: error.code, method: method.name }, 'OTLP/gRPC request failed')
    return toStatus(error)
  }
  const code = await withinTime(call, (client) => run(parts, call, method, client), toFailure)
  parts.countCall(method.name, code)
}

/** Answers one stream of a connection, whatever its outcome. Never rejects. */
export const handleCall = async (
  parts: ServerParts,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  share: Share,
): Promise<void> => {
  const isCall = headers[':method'] === 'POST' && /^application\/grpc(\+|;|$)/i.test(headers['content-type'] ?? '')
  if (!isCall) return sendHttpStatus(stream, headers[':method'] === 'POST' ? 415 : 405)
  try {
    await answer(parts, { stream, headers, share })
  } finally {
    share.giveBack()
  }
}
