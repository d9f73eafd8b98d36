import type { PostHog } from 'posthog-node'
import { version } from '../../version.ts'

export type PostHogNode = { readonly PostHog: typeof PostHog }

/** An event as PostHog accepts it, before the library adds its own properties. */
export type PostHogEvent = {
  readonly distinctId: string
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly timestamp: Date
  readonly uuid: string
}

/** What the library has queued. */
type Queued = readonly { readonly message?: object }[]

/** The synchronous method below `capture`, so that an event right before the exit is queued too. */
type Capturing = {
  captureStateless(
    distinctId: string,
    event: string,
    properties: object,
    options: Pick<PostHogEvent, 'timestamp' | 'uuid'> & { readonly disableGeoip: true },
  ): void
}

/** Name under which the library stores its queue. */
const queueName = 'queue'

/**
 * A client whose storage is ours: what the library would queue is passed to `take`, and it sends nothing itself. `$lib`
 * names plainsight.
 */
export const createPostHogClient = (
  { PostHog }: PostHogNode,
  apiKey: string,
  take: (message: object) => void,
): ((event: PostHogEvent) => void) => {
  const client = new PostHog(apiKey, { flushInterval: 0, disableGeoip: true, enableLocalEvaluation: false })
  Object.assign(client, {
    getLibraryId: () => 'plainsight',
    getLibraryVersion: () => version,
    getPersistedProperty: () => undefined,
    setPersistedProperty: (name: string, items: unknown) => {
      if (name === queueName) for (const { message } of items as Queued) if (message !== undefined) take(message)
    },
  })
  return ({ distinctId, event, properties, timestamp, uuid }) =>
    (client as unknown as Capturing).captureStateless(distinctId, event, properties, {
      timestamp,
      uuid,
      disableGeoip: true,
    })
}
