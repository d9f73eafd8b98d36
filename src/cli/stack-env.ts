import { randomBytes } from 'node:crypto'

/** Profiles of docker-compose.yml. */
export const stackProfiles = ['monitoring', 'logging', 'analytics', 'tracing', 'demo'] as const

/** Those that hold nothing but what teams run for themselves. */
export const usualProfiles: readonly string[] = stackProfiles.filter((profile) => profile !== 'demo')

/** A variable of `.env` that docker-compose.yml asks for. */
export type StackVariable = { readonly name: string; readonly isSecret: boolean; readonly says: string }

const profiles: StackVariable = { name: 'COMPOSE_PROFILES', isSecret: false, says: 'Parts that run' }

const secrets: readonly StackVariable[] = [
  {
    name: 'PLAINSIGHT_TOKEN',
    isSecret: true,
    says: 'Token of the hub: sign-in of its page, bearer of what sends to it',
  },
  {
    name: 'GRAFANA_ADMIN_PASSWORD',
    isSecret: true,
    says: 'Password of the user admin of Grafana, taken at its first start',
  },
  { name: 'CLICKHOUSE_HUB_PASSWORD', isSecret: true, says: 'ClickHouse user of the hub, which owns the tables' },
  { name: 'CLICKHOUSE_COLLECTOR_PASSWORD', isSecret: true, says: 'ClickHouse user of the Collector, which writes' },
  { name: 'CLICKHOUSE_GRAFANA_PASSWORD', isSecret: true, says: 'ClickHouse user of Grafana, which reads' },
]

/** In the order of the file. */
export const stackVariables: readonly StackVariable[] = [profiles, ...secrets]

const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/

/** Names of an `.env` file that have a value. */
export const toSetNames = (text: string): Set<string> =>
  new Set(
    text.split('\n').flatMap((line) => {
      const [, name, value] = assignment.exec(line) ?? []
      return name && value && !/^(['"])\1$/.test(value) ? [name] : []
    }),
  )

/** 256 random bits, in characters that need no quotes in a URL, a shell or YAML. */
const createSecret = (): string => randomBytes(32).toString('base64url')

const toComment = ({ says }: StackVariable): string => `# ${says}`

/** Whether a line says one of these variables, or is what we wrote above it. */
const isAbout =
  (variables: readonly StackVariable[]) =>
  (line: string): boolean => {
    const [, name] = assignment.exec(line) ?? []
    return variables.some((variable) => variable.name === name || toComment(variable) === line)
  }

/** Lines of `.env` by what must change: all that has a value is kept as it is, what is missing or empty is added. */
export const addStackVariables = (
  text: string,
  chosen: readonly string[] | undefined,
): { readonly text: string; readonly added: readonly string[] } => {
  const set = toSetNames(text)
  if (chosen) set.delete(profiles.name)
  const missing = stackVariables.filter(({ name }) => !set.has(name))
  const isReplaced = isAbout(missing)
  const kept = text.split('\n').filter((line) => !isReplaced(line))
  const lines = missing.flatMap((variable) => [
    toComment(variable),
    `${variable.name}=${variable.isSecret ? createSecret() : (chosen ?? usualProfiles).join(',')}`,
  ])
  const start = kept.join('\n').trimEnd()
  return {
    text: [...(start ? [start, ''] : []), ...lines, ''].join('\n'),
    added: missing.map(({ name }) => name),
  }
}
