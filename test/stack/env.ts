import { randomBytes } from 'node:crypto'

export const allProfiles = ['monitoring', 'logging', 'analytics', 'tracing', 'demo'] as const

const secretNames = [
  'PLAINSIGHT_TOKEN',
  'GRAFANA_ADMIN_PASSWORD',
  'CLICKHOUSE_HUB_PASSWORD',
  'CLICKHOUSE_COLLECTOR_PASSWORD',
  'CLICKHOUSE_GRAFANA_PASSWORD',
] as const

/** What `plainsight stack init` would write. */
export const toStackEnv = (
  profiles: readonly string[] = allProfiles,
): Readonly<Record<(typeof secretNames)[number] | 'COMPOSE_PROFILES', string>> => ({
  ...(Object.fromEntries(secretNames.map((name) => [name, randomBytes(32).toString('base64url')])) as Record<
    (typeof secretNames)[number],
    string
  >),
  COMPOSE_PROFILES: profiles.join(','),
})

/** Every mix of profiles but none. */
export const profileMixes: readonly (readonly string[])[] = Array.from(
  { length: 2 ** allProfiles.length - 1 },
  (_, at) => allProfiles.filter((_profile, bit) => ((at + 1) >> bit) & 1),
)
