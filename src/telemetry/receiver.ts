import type { Environment } from './environment.ts'

/** PostHog, or your own HTTPS endpoint. */
export type Receiver =
  | {
      readonly posthog: {
        /** Key of the project; it can only write. */
        readonly apiKey: string
        /** Default: `https://eu.i.posthog.com`. */
        readonly host?: string | undefined
      }
    }
  | { readonly endpoint: string; readonly headers?: Readonly<Record<string, string>> }

/** One ping, independent of the receiver's format. */
export type PingFacts = {
  readonly event: string
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** The address of requests, and the format of their body. */
export type Target = {
  readonly url: string
  /** Scheme, host and port. */
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
  toBody(facts: PingFacts): unknown
}

const euHost = 'https://eu.i.posthog.com'
const loopback = ['localhost', '127.0.0.1', '[::1]']

/** HTTPS, or plain HTTP on the local machine; without credentials. */
const toSafeUrl = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.username || url.password) return undefined
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.includes(url.hostname)) ? url : undefined
}

/** An event without a person, a place or an address: PostHog keeps the sender's address unless another one is given. */
const toPosthogBody =
  (apiKey: string) =>
  ({ event, id, properties }: PingFacts): unknown => ({
    api_key: apiKey,
    event,
    distinct_id: id,
    properties: {
      ...properties,
      $lib: 'plainsight/telemetry',
      $process_person_profile: false,
      $geoip_disable: true,
      $ip: '0.0.0.0',
    },
  })

const toTarget = (receiver: Receiver): Target | undefined => {
  if ('posthog' in receiver) {
    const { apiKey, host = euHost } = receiver.posthog
    const url = toSafeUrl(host)
    if (!url) return undefined
    return {
      url: new URL('i/v0/e/', url.href.replace(/\/?$/, '/')).href,
      origin: url.origin,
      headers: {},
      toBody: toPosthogBody(apiKey),
    }
  }
  const url = toSafeUrl(receiver.endpoint)
  return url && { url: url.href, origin: url.origin, headers: receiver.headers ?? {}, toBody: (facts) => facts }
}

/** @throws TypeError for an address that is not HTTPS */
export const checkReceiver = (receiver: Receiver | false | undefined): void => {
  if (receiver && !toTarget(receiver))
    throw new TypeError('telemetry: the address of the receiver must be an https:// URL without name and password')
}

/** The receiver of the code, else that of the environment. `false` in code: none, whatever the environment has. */
export const findTarget = (receiver: Receiver | false | undefined, env: Environment): Target | undefined => {
  if (receiver !== undefined) return receiver ? toTarget(receiver) : undefined
  const { POSTHOG_API_KEY: apiKey, POSTHOG_HOST: host } = env
  return apiKey ? toTarget({ posthog: { apiKey, host: host || undefined } }) : undefined
}
