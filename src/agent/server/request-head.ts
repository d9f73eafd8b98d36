import type { Config } from '../../config/schema.ts'

/** Name of the header with the request id, in lower case; empty when there are to be none. */
export const toIdHeader = ({ agent: { requestIdHeader: name } }: Config): string =>
  name === 'none' ? '' : name.toLowerCase()

/** What the agent reads of the head of a request. */
export type RequestHead = {
  traceparent: string | undefined
  tracestate: string | undefined
  /** The client's own id of the request, unchecked. */
  requestId: string | undefined
  baggage: string | undefined
  host: string | undefined
  /** Whether a body follows. */
  hasBody: boolean
}

/** Reads the head of a request. The result is the same object each time: take what you need before the next request. */
export type ReadRequestHead = (rawHeaders: readonly string[]) => RequestHead

type Read = (head: RequestHead, value: string) => void

const headers: Readonly<Record<string, Read>> = {
  host: (head, value) => {
    head.host ??= value
  },
  // HTTP/2; it comes before `host`, if that comes at all.
  ':authority': (head, value) => {
    head.host = value
  },
  traceparent: (head, value) => {
    head.traceparent = join(head.traceparent, value)
  },
  tracestate: (head, value) => {
    head.tracestate = join(head.tracestate, value)
  },
  baggage: (head, value) => {
    head.baggage = join(head.baggage, value)
  },
  'content-length': (head, value) => {
    head.hasBody ||= value !== '0'
  },
  'transfer-encoding': (head) => {
    head.hasBody = true
  },
}

/** As Node joins headers that come twice. */
const join = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`

/**
 * One pass over the lines of the head, compared by length first. Asking `request.headers` would build that object for
 * each request, also where the app never looks at it.
 */
export const createReadRequestHead = (requestIdHeader: string): ReadRequestHead => {
  const table: Readonly<Record<string, Read>> = {
    ...headers,
    ...(requestIdHeader !== '' && {
      [requestIdHeader]: (head, value) => {
        head.requestId = join(head.requestId, value)
      },
    }),
  }
  const lengths = new Set(Object.keys(table).map((name) => name.length))
  const isOfInterest = Array.from({ length: Math.max(...lengths) + 1 }, (_, length) => lengths.has(length))
  const head: RequestHead = {
    traceparent: undefined,
    tracestate: undefined,
    requestId: undefined,
    baggage: undefined,
    host: undefined,
    hasBody: false,
  }
  return (rawHeaders) => {
    head.traceparent = undefined
    head.tracestate = undefined
    head.requestId = undefined
    head.baggage = undefined
    head.host = undefined
    head.hasBody = false
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] as string
      if (isOfInterest[name.length] === true) table[name.toLowerCase()]?.(head, rawHeaders[at + 1] as string)
    }
    return head
  }
}

const maxId = 128
/** Letters, digits and the marks that ids are made of; nothing that could break a log line, a header or a page. */
const sane = /^[A-Za-z0-9._:=+/@-]+$/

/** The id that a client sent, when it is fit to be logged and answered; else undefined. */
export const parseRequestId = (header: string | undefined): string | undefined =>
  header !== undefined && header.length <= maxId && sane.test(header) ? header : undefined
