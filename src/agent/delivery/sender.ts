import { Agent, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { nativeRequest } from '../native-http.ts'
import { outside } from '../storage.ts'
import { createLine, givenUp, type Line } from './line.ts'
import { toSize } from './segments.ts'
import type { FindTarget, Target } from './target.ts'
import { hasTlsFiles, loadTls } from './tls.ts'

/** How one attempt to send ended. */
export type SendResult =
  | { readonly kind: 'sent'; readonly body: Buffer }
  /** The receiver is unavailable or busy: retry, after `retryAfter` ms if it gave a time. */
  | { readonly kind: 'retry'; readonly retryAfter: number | undefined; readonly reason: string }
  /** The process ends, or seems to: retry. */
  | { readonly kind: 'given up' }
  /** The receiver will never accept it. */
  | { readonly kind: 'refused'; readonly reason: string }

export type Sender = {
  /**
   * Sends one request, whose parts follow one another. Never throws; settles within the timeout of the target.
   * `acknowledged` is called instead if the response arrives while the process exits.
   */
  post(target: FindTarget, parts: readonly Uint8Array[], acknowledged: () => void): Promise<SendResult>
  /** Waits for the responses to what is in flight, blocking the process for up to `milliseconds` in total. */
  awaitAnswers(milliseconds: number): void
  /** Aborts what is in flight, including connections being established; it may be retried. */
  giveUp(): void
}

/** A valid answer is a few bytes; a longer one is not read to its end. */
const maxAnswer = 65536
const compress = promisify(gzip)

/** Creates a sender: connections are kept open, but never keep the process alive. */
export const createSender = (): Sender => {
  const line = createLine()
  const toPool = createPools(line.connected)
  return {
    post: async (find, parts, acknowledged) => {
      try {
        const target = find()
        const agent = toPool(target)
        const body = target.gzip ? [await compress(Buffer.concat(parts))] : parts
        return await outside(() => attempt({ target, body, agent, line, acknowledged }))
      } catch (error) {
        return { kind: 'refused', reason: (error as Error).message }
      }
    },
    awaitAnswers: line.awaitAnswers,
    giveUp: line.giveUp,
  }
}

/** As many connections as there may be exports at once, so that none waits for those of another signal. */
const poolOptions = { keepAlive: true, maxSockets: 7, scheduling: 'lifo' } as const

/** Targets share connections, except those with their own TLS files. */
const createPools = (connected: Line['connected']): ((target: Target) => Agent) => {
  const plain = withWatch(new Agent(poolOptions), connected)
  const secure = withWatch(new SecureAgent(poolOptions), connected)
  const own = new WeakMap<Target, Agent>()
  return (target) => {
    if (target.url.protocol === 'http:') return plain
    if (!hasTlsFiles(target.tls)) return secure
    const agent = own.get(target) ?? withWatch(new SecureAgent({ ...poolOptions, ...loadTls(target.tls) }), connected)
    own.set(target, agent)
    return agent
  }
}

/**
 * Node's `Agent` also connects for requests that were aborted while they waited, so each connection is registered where
 * it is created.
 */
const withWatch = (agent: Agent, connected: Line['connected']): Agent => {
  const connect = agent.createConnection
  agent.createConnection = (...options) => {
    const socket = connect.apply(agent, options)
    if (socket) connected(socket as Socket)
    return socket
  }
  return agent
}

type Sending = {
  readonly target: Target
  readonly agent: Agent
  readonly body: readonly Uint8Array[]
  readonly line: Line
  readonly acknowledged: () => void
}

/**
 * The receiver may close a kept-alive connection just when it is reused: that is not a failure, and is retried at once.
 */
const attempt = async (sending: Sending): Promise<SendResult> => {
  const { result, wasKept } = await attemptOnce(sending)
  return wasKept && result.kind === 'retry' && closedCodes.has(result.reason) ? attempt(sending) : result
}

const closedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])

const toRetry = (reason: string, retryAfter?: number | undefined): SendResult => ({ kind: 'retry', retryAfter, reason })

/** How an attempt ended, and whether its connection had served before. */
type Attempt = { readonly result: SendResult; readonly wasKept: boolean }

const attemptOnce = ({ target, body, agent, line, acknowledged }: Sending): Promise<Attempt> =>
  new Promise((resolve) => {
    const request = (target.url.protocol === 'https:' ? nativeRequest.https : nativeRequest.http)(
      target.url,
      toRequestOptions(target, body, { agent, lookup: line.lookup }),
    )
    const timer = setTimeout(() => request.destroy(new Error(`no answer in ${target.timeout} ms`)), target.timeout)
    timer.unref()
    const settle = (result: SendResult): void => {
      clearTimeout(timer)
      resolve({ result, wasKept: request.reusedSocket })
    }
    line.requested(request, acknowledged)
    request.on('error', (error: NodeJS.ErrnoException) =>
      settle(error === givenUp ? { kind: 'given up' } : toRetry(error.code ?? error.message)),
    )
    request.on('response', (response) => readAnswer(response, (answer) => settle(toResult(target, response, answer))))
    request.cork()
    for (const part of body) request.write(part)
    request.end()
  })

const toRequestOptions = (
  target: Target,
  body: readonly Uint8Array[],
  connection: Pick<RequestOptions, 'agent' | 'lookup'>,
): RequestOptions => ({
  ...connection,
  method: 'POST',
  headers: {
    ...target.headers,
    'content-length': toSize(body),
    ...(target.gzip ? { 'content-encoding': 'gzip' } : {}),
  },
})

const readAnswer = (response: IncomingMessage, settle: (answer: Buffer) => void): void => {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxAnswer) response.destroy()
    else chunks.push(chunk)
  })
  response.on('error', () => undefined)
  response.on('close', () => settle(Buffer.concat(chunks)))
}

const toResult = ({ retryable }: Target, response: IncomingMessage, body: Buffer): SendResult => {
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return { kind: 'sent', body }
  const reason = status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`
  if (!retryable.has(status)) return { kind: 'refused', reason }
  return toRetry(reason, toRetryAfter(response.headers['retry-after']))
}

/** `Retry-After` in ms: seconds or a date. */
const toRetryAfter = (header: string | undefined): number | undefined => {
  if (!header) return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return wait >= 0 ? wait : undefined
}
