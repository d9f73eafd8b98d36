import { scrubMarks } from '../../privacy/text/findings.ts'
import { version } from '../../version.ts'
import { type Target, toServiceTarget } from '../delivery/target.ts'
import { toGlob } from '../glob.ts'
import { loadPeer } from '../modules/load-peer.ts'
import { createJsonSegment, toJsonArray } from './json-segment.ts'
import { createPostHogClient, type PostHogEvent, type PostHogNode } from './posthog-client.ts'
import type { Sink, SinkHost } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'
import type { UsageEvent } from './usage-event.ts'

const peer = { name: 'posthog-node', range: '>=5 <6', install: 'posthog-node@5', variable: 'POSTHOG_API_KEY' } as const

/** Maximum number of events per request, and of queued events; the oldest are dropped first. */
const maxBatch = 100
const maxHeld = 10_000
const maxBytes = 16 * 1024 * 1024
/** Time for which events are collected into a batch, in ms. */
const delay = 1000

type PostHogInput = { readonly apiKey: string; readonly toUsageEvent: ToUsageEvent }

/**
 * Sends usage events to PostHog. The app's own `posthog-node` creates the messages; the agent sends them, within its
 * budget at the end of the process. Undefined if the package is not installed.
 */
export const createPostHogSink = (host: SinkHost, { apiKey, toUsageEvent }: PostHogInput): Sink | undefined => {
  const PostHog = loadPeer(peer, host) as PostHogNode | undefined
  if (PostHog === undefined) return undefined
  const { agent } = host.config
  const open = createJsonSegment()
  const queue = host.delivery.openQueue({
    key: 'events to PostHog',
    limits: { batch: maxBatch, records: maxHeld, bytes: maxBytes, delay },
    open,
    target: () => target,
    toBody: (sections) => [toHead(apiKey), ...toJsonArray(sections), toTail()],
  })
  const target = toTarget(agent.posthogHost)
  const isWanted = createPatterns(agent.posthogEvents)
  const capture = createPostHogClient(PostHog, apiKey, (message) => {
    open.write(message)
    queue.grown()
  })
  return {
    event: (record) => {
      if (!queue.isClosed && isWanted(record.eventName ?? '')) capture(toMessage(toUsageEvent(record)))
    },
    flush: queue.flush,
    close: async () => queue.close(),
  }
}

/** Whether an id is unchanged: one from which an address or a secret was removed would merge all users who had one. */
const isWhole = (id: string | undefined): id is string =>
  id !== undefined && !Object.values(scrubMarks).some((mark) => id.includes(mark))

/**
 * The values are scrubbed already. Properties with `$` are instructions to PostHog (`$set` updates a person), so only
 * the agent sets them.
 */
const toMessage = ({ id, event, time, user, session, app, path, traceId, properties }: UsageEvent): PostHogEvent => {
  const { name, version: appVersion, environment } = app
  const own = { app: name, app_version: appVersion, environment, path, trace_id: traceId }
  const given = Object.entries(properties).filter(([key]) => !key.startsWith('$'))
  return {
    distinctId: [user, session].find(isWhole) ?? id,
    event,
    properties: { ...own, ...Object.fromEntries(given), $process_person_profile: false },
    timestamp: new Date(time),
    uuid: id,
  }
}

/** Whether a name matches one of the patterns. */
const createPatterns = (patterns: readonly string[]): ((name: string) => boolean) => {
  const rules = patterns.map(toGlob)
  return (name) => rules.some((fits) => fits(name))
}

/** The body of PostHog's batch API. @see https://posthog.com/docs/api/capture#batch-events */
const toHead = (apiKey: string): Buffer => Buffer.from(`{"api_key":${JSON.stringify(apiKey)},"batch":`)
const toTail = (): Buffer => Buffer.from(`,"sent_at":"${new Date().toISOString()}"}`)

const toTarget = (host: string): Target =>
  toServiceTarget({
    url: new URL('batch/', host.endsWith('/') ? host : `${host}/`),
    headers: { 'content-type': 'application/json', 'user-agent': `plainsight/${version}` },
    gzip: true,
  })
