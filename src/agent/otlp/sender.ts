import { Agent, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Signal } from '../../model.ts'
import type { AgentContext } from '../context.ts'
import { nativeRequest } from '../native-http.ts'
import { outside } from '../storage.ts'
import { toSize } from './envelope.ts'
import { type OtlpTarget, toOtlpTarget } from './target.ts'
import { hasTlsFiles, loadTls } from './tls.ts'

/** How one attempt to send ended. */
export type SendResult =
  | { readonly kind: 'sent'; readonly body: Buffer }
  /** The receiver is away or busy: worth another try, after `retryAfter` ms when it said so. */
  | { readonly kind: 'retry'; readonly retryAfter: number | undefined; readonly reason: string }
  /** The receiver will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }

export type Sender = {
  /** Sends one export request, whose parts follow one another. Never throws; settles within the export timeout. */
  post(signal: Signal, parts: readonly Uint8Array[]): Promise<SendResult>
}

/** Statuses that OTLP calls retryable. @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504])
/** An answer is a few bytes; a garbage one is not read to its end. */
const longestAnswer = 65536
const compress = promisify(gzip)

/** Opens the way to the receiver: connections are kept, but never keep the process alive. */
export const createSender = (context: AgentContext): Sender => {
  const toPool = createPools()
  const ways = new Map<Signal, Way>()
  const wayOf = (signal: Signal): Way => {
    const known = ways.get(signal)
    if (known) return known
    const target = toOtlpTarget(context.config, signal)
    const way = { target, agent: toPool(target) }
    ways.set(signal, way)
    return way
  }
  return {
    post: async (signal, parts) => {
      try {
        const { target, agent } = wayOf(signal)
        const body = target.gzip ? [await compress(Buffer.concat(parts))] : parts
        return await outside(() => attempt(target, body, agent))
      } catch (error) {
        return { kind: 'refused', reason: (error as Error).message }
      }
    },
  }
}

const poolOptions = { keepAlive: true, maxSockets: 4, scheduling: 'lifo' } as const

/** Where a signal goes, and the connections that lead there. */
type Way = { readonly target: OtlpTarget; readonly agent: Agent }

/** Signals share their connections, unless files for https make them different. */
const createPools = (): ((target: OtlpTarget) => Agent) => {
  const plain = new Agent(poolOptions)
  const secure = new SecureAgent(poolOptions)
  return ({ url, tls }) => {
    if (url.protocol === 'http:') return plain
    return hasTlsFiles(tls) ? new SecureAgent({ ...poolOptions, ...loadTls(tls) }) : secure
  }
}

/** A connection that was kept may be closed by the receiver at the very moment it is used again: that is no failure, and tried anew at once. */
const attempt = async (target: OtlpTarget, body: readonly Uint8Array[], agent: Agent): Promise<SendResult> => {
  const { result, wasKept } = await attemptOnce(target, body, agent)
  return wasKept && result.kind === 'retry' && closedCodes.has(result.reason) ? attempt(target, body, agent) : result
}

const closedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])

/** How an attempt ended, and whether its connection had served before. */
type Attempt = { readonly result: SendResult; readonly wasKept: boolean }

const attemptOnce = (target: OtlpTarget, body: readonly Uint8Array[], agent: Agent): Promise<Attempt> =>
  new Promise((resolve) => {
    const request = (target.url.protocol === 'https:' ? nativeRequest.https : nativeRequest.http)(
      target.url,
      toRequestOptions(target, body, agent),
    )
    const timer = setTimeout(() => request.destroy(new Error(`no answer in ${target.timeout} ms`)), target.timeout)
    timer.unref()
    const settle = (result: SendResult): void => {
      clearTimeout(timer)
      resolve({ result, wasKept: request.reusedSocket })
    }
    request.on('socket', (socket) => socket.unref())
    request.on('error', (error: NodeJS.ErrnoException) =>
      settle({ kind: 'retry', retryAfter: undefined, reason: error.code ?? error.message }),
    )
    request.on('response', (response) => readAnswer(response, settle))
    request.cork()
    for (const part of body) request.write(part)
    request.end()
  })

const toRequestOptions = (target: OtlpTarget, body: readonly Uint8Array[], agent: Agent): RequestOptions => ({
  method: 'POST',
  agent,
  headers: {
    ...target.headers,
    'content-length': toSize(body),
    ...(target.gzip ? { 'content-encoding': 'gzip' } : {}),
  },
})

const readAnswer = (response: IncomingMessage, settle: (result: SendResult) => void): void => {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > longestAnswer) response.destroy()
    else chunks.push(chunk)
  })
  response.on('error', () => undefined)
  response.on('close', () => settle(toResult(response, Buffer.concat(chunks))))
}

const toResult = (response: IncomingMessage, body: Buffer): SendResult => {
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return { kind: 'sent', body }
  const reason = `HTTP ${status}`
  if (!retryable.has(status)) return { kind: 'refused', reason }
  return { kind: 'retry', retryAfter: toRetryAfter(response.headers['retry-after']), reason }
}

/** `Retry-After` in ms: seconds or a date. */
const toRetryAfter = (header: string | undefined): number | undefined => {
  if (!header) return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return wait >= 0 ? wait : undefined
}
