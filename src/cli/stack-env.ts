import { createRandomText } from '../control/key-secret.ts'

/** Profiles of docker-compose.yml. */
export const stackProfiles = ['monitoring', 'logging', 'analytics', 'tracing', 'demo'] as const

/** All but the demo, for teams that run the stack for their own services. */
export const usualProfiles: readonly string[] = stackProfiles.filter((profile) => profile !== 'demo')

/** A variable in `.env` that docker-compose.yml reads. */
export type StackVariable = { readonly name: string; readonly isSecret: boolean; readonly description: string }

const profiles: StackVariable = { name: 'COMPOSE_PROFILES', isSecret: false, description: 'Parts to run' }

const secrets: readonly StackVariable[] = [
  {
    name: 'PLAINSIGHT_TOKEN',
    isSecret: true,
    description: 'Token of the hub: for the sign-in of its page, and as bearer token of its clients',
  },
  {
    name: 'GRAFANA_ADMIN_PASSWORD',
    isSecret: true,
    description: 'Password of Grafana user admin, read at its first start',
  },
  { name: 'CLICKHOUSE_HUB_PASSWORD', isSecret: true, description: 'ClickHouse user of the hub, which owns the tables' },
  {
    name: 'CLICKHOUSE_COLLECTOR_PASSWORD',
    isSecret: true,
    description: 'ClickHouse user of the Collector, which writes',
  },
  { name: 'CLICKHOUSE_GRAFANA_PASSWORD', isSecret: true, description: 'ClickHouse user of Grafana, which reads' },
]

/** In the order of the file. */
export const stackVariables: readonly StackVariable[] = [profiles, ...secrets]

const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/

/** Names in an `.env` file that have a value. */
export const toSetNames = (text: string): Set<string> =>
  new Set(
    text.split('\n').flatMap((line) => {
      const [, name, value] = assignment.exec(line) ?? []
      return name && value && !/^(['"])\1$/.test(value) ? [name] : []
    }),
  )

const toComment = ({ description }: StackVariable): string => `# ${description}`

/** Whether a line sets one of these variables, or is our comment above it. */
const isAbout =
  (variables: readonly StackVariable[]) =>
  (line: string): boolean => {
    const [, name] = assignment.exec(line) ?? []
    return variables.some((variable) => variable.name === name || toComment(variable) === line)
  }

/** Adds variables that are missing or empty, and keeps all others unchanged. */
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
    `${variable.name}=${variable.isSecret ? createRandomText() : (chosen ?? usualProfiles).join(',')}`,
  ])
  const start = kept.join('\n').trimEnd()
  return {
    text: [...(start ? [start, ''] : []), ...lines, ''].join('\n'),
    added: missing.map(({ name }) => name),
  }
}
