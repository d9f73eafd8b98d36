import { subscribe } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, ServerHttp2Session } from 'node:http2'
import { createRequire } from 'node:module'
import { type KnownStream, watchAnswers } from './http2-answers.ts'
import { within } from './lead-events.ts'
import { type ServerSpan, spanOf } from './server-span.ts'
import type { WatchServer } from './upgrades.ts'

const require = createRequire(import.meta.url)

/** Begins the span of a stream; undefined when it cannot. */
export type BeginStream = (
  stream: KnownStream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
) => ServerSpan | undefined

type Emit = (this: object, event: string | symbol, ...rest: unknown[]) => boolean

const isLoaded = (): boolean =>
  (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList.includes('NativeModule http2')

/**
 * Watches HTTP/2 servers. Only their sessions emit each stream once, whichever API the app uses; Node does not export
 * their class, so it is taken from the first session. A process that listens without `http2` pays nothing.
 * `upgrades` watches what a server gets by HTTP/1.
 */
export const watchHttp2 = (idHeader: string, begin: BeginStream, upgrades: WatchServer): void => {
  let watched = false
  subscribe('tracing:net.server.listen:asyncStart', () => {
    if (watched || !isLoaded()) return
    watched = true
    const { createServer, createSecureServer, Http2ServerRequest } =
      require('node:http2') as typeof import('node:http2')
    Object.defineProperty(Http2ServerRequest.prototype, spanOf, {
      get(this: { readonly stream?: KnownStream }) {
        return this.stream?.[spanOf]
      },
      configurable: true,
    })
    for (const server of [createServer(), createSecureServer()]) {
      const prototype = Object.getPrototypeOf(server)
      upgrades(prototype)
      atFirst(prototype, 'session', (session) => watchSessions(Object.getPrototypeOf(session), idHeader, begin))
    }
  })
}

/** Runs work before the first event of a name that objects of this kind emit. */
const atFirst = (prototype: { emit: Emit }, name: string, work: (subject: object) => void): void => {
  const emit = prototype.emit
  let isFirst = true
  put(prototype, function (event, ...rest) {
    if (isFirst && event === name) {
      isFirst = false
      work(rest[0] as object)
    }
    return emit.call(this, event, ...rest)
  })
}

const watchSessions = (prototype: ServerHttp2Session & { emit: Emit }, idHeader: string, begin: BeginStream): void => {
  // Servers with and without TLS have sessions of one class.
  if (Object.hasOwn(prototype, 'emit')) return
  const emit = prototype.emit
  const answers = watchAnswers(idHeader)
  put(prototype, function (event, ...rest) {
    if (event !== 'stream') return emit.call(this, event, ...rest)
    const [stream, headers, , rawHeaders] = rest as [KnownStream, IncomingHttpHeaders, number, readonly string[]]
    answers(Object.getPrototypeOf(stream))
    const span = begin(stream, headers, rawHeaders)
    return span ? within(span, () => emit.call(this, event, ...rest)) : emit.call(this, event, ...rest)
  })
}

const put = (prototype: object, emit: Emit): void => {
  Object.defineProperty(prototype, 'emit', { value: emit, writable: true, configurable: true })
}
