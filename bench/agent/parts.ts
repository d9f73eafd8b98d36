import type { Peer } from './peers.ts'

/** The hook with one opt-in part each; the receiver takes what the part sends. */
export const createParts = (plainsight: Peer, receiver: string): readonly Peer[] => {
  const toPart = (name: string, env: Peer['env']): Peer => ({ ...plainsight, name, env: { ...plainsight.env, ...env } })
  const { host } = new URL(receiver)
  return [
    toPart('nothing (noise of the run)', {}),
    toPart('user provider', { PLAINSIGHT_USER: 'passport' }),
    toPart('rules', { PLAINSIGHT_SAMPLING: 'drop=/internal/*; ratio=GET /api/*:0.1; fallback=1' }),
    toPart('cap', { PLAINSIGHT_MAX_TRACES_PER_SECOND: '100' }),
    toPart('tail rule', { PLAINSIGHT_KEEP: 'errors,slow:500ms' }),
    toPart('http sink', { PLAINSIGHT_EVENTS_TO: 'otlp,http', PLAINSIGHT_EVENTS_URL: `${receiver}/events` }),
    toPart('PostHog', { POSTHOG_API_KEY: 'phc_bench', POSTHOG_HOST: receiver }),
    toPart('Sentry, errors only', { SENTRY_DSN: `http://key@${host}/1` }),
  ]
}
