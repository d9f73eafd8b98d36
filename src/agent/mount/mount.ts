import { runningAgent } from '../running.ts'
import { trackEvent } from '../usage/track-event.ts'
import { type PostedEvent, parsePostedEvents } from './posted-events.ts'
import { createRate } from './rate.ts'
import { isSameOrigin, type ReadHeader } from './same-origin.ts'

/** A request under the mounted path, whatever framework it came by. */
export type MountRequest = {
  readonly method: string
  /** Below the mounted path: `/health`. */
  readonly path: string
  readonly header: ReadHeader
  /** The body as JSON was parsed from it; `maxBytes` bounds what is read. */
  body(maxBytes: number): Promise<ReadBody>
}

export type ReadBody = { readonly json: unknown } | 'too large' | 'not JSON'

export type MountAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers requests under the mounted path. Whatever is not known there does not exist. */
export type Mount = (request: MountRequest) => Promise<MountAnswer>

/** Of a body, in bytes. */
const maxBytes = 65_536
/** Events taken in a second: pages must not displace what the app itself records. */
const maxPerSecond = 100

/** `accepted`: names of events that pages may post, or beginnings of names followed by `*`. */
export const createMount = (accepted: readonly string[]): Mount => {
  const rate = createRate(maxPerSecond)
  const takeEvents = async (request: MountRequest): Promise<MountAnswer> => {
    if (!isSameOrigin(request.header)) return refuse(403, 'only pages of this site may post events')
    if (!/^application\/json\s*(;|$)/i.test(request.header('content-type') ?? ''))
      return refuse(415, 'the content type must be application/json')
    const body = await request.body(maxBytes)
    if (body === 'too large') return refuse(413, `the body must have at most ${maxBytes} bytes`)
    if (body === 'not JSON') return refuse(400, 'the body is not JSON')
    const parsed = parsePostedEvents(body.json, accepted)
    if ('refusal' in parsed) return refuse(400, parsed.refusal)
    if (!rate.take(parsed.events.length)) return refuse(429, 'too many events', { 'retry-after': '1' })
    return record(parsed.events)
  }
  const routes: Readonly<Record<string, Route>> = {
    '/health': { methods: ['GET', 'HEAD'], answer: tellHealth },
    ...(accepted.length > 0 && { '/events': { methods: ['POST'], answer: takeEvents } }),
  }
  return async (request) => {
    const route = Object.hasOwn(routes, request.path) ? routes[request.path] : undefined
    if (route === undefined) return refuse(404, 'there is nothing here')
    if (route.methods.includes(request.method)) return route.answer(request)
    return refuse(405, `the method must be ${route.methods[0]}`, { allow: route.methods.join(', ') })
  }
}

type Route = {
  readonly methods: readonly string[]
  readonly answer: (request: MountRequest) => Promise<MountAnswer>
}

/** Whether the agent records in this process; nothing else, since anybody may read it. */
const tellHealth = async (): Promise<MountAnswer> =>
  isRecording() ? toAnswer(200, { status: 'ok' }) : toAnswer(503, { status: 'off' })

const isRecording = (): boolean => runningAgent()?.trackEvent !== undefined

/** User and session are those that the app has set on this request, never the page's word. */
const record = (events: readonly PostedEvent[]): MountAnswer => {
  if (!isRecording()) return refuse(503, 'the plainsight agent is not running here')
  try {
    for (const { event, properties } of events) trackEvent(event, { properties })
  } catch (error) {
    return refuse(400, (error as Error).message)
  }
  return toAnswer(202, { accepted: events.length })
}

const toAnswer = (status: number, body: object, headers: MountAnswer['headers'] = {}): MountAnswer => ({
  status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: JSON.stringify(body),
})

const refuse = (status: number, error: string, headers?: MountAnswer['headers']): MountAnswer =>
  toAnswer(status, { error }, headers)
