import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addKey } from '../add-key.ts'
import { root } from '../root.ts'
import { toStackEnv } from './env.ts'
import { startDockerStack } from './runner/docker-stack.ts'
import { type Stack, startStack } from './runner/stack.ts'
import { type Programs, usesDocker } from './tools.ts'

/** Who runs what is in the hub's image. */
const hubUser = '10001'

/** Keys of the ClickHouse door under the names and passwords that the stack has for ClickHouse's users. */
const addKeys = (dataDir: string, env: WholeStack['env']): void => {
  addKey(dataDir, { name: 'collector', scope: 'write', secret: env.CLICKHOUSE_COLLECTOR_PASSWORD! })
  addKey(dataDir, { name: 'grafana', scope: 'read', secret: env.CLICKHOUSE_GRAFANA_PASSWORD! })
  execFileSync('chown', ['-R', `${hubUser}:${hubUser}`, dataDir])
}

/** alertmanager.yml with its commented webhook taken in, and the file that it reads the address from. */
const toAlertmanagerMounts = (folder: string, webhookUrl: string): Readonly<Record<string, string>> => {
  mkdirSync(join(folder, 'secrets'), { recursive: true })
  writeFileSync(join(folder, 'secrets/webhook-url'), webhookUrl)
  const text = readFileSync(join(root, 'prometheus/alertmanager.yml'), 'utf8')
  const config = join(folder, 'alertmanager.yml')
  const withWebhook = text.replace(/# (webhook_configs:)\n( +)# ( +- url_file)/, '$1\n$2$3')
  if (withWebhook === text) throw new Error('alertmanager.yml has no commented webhook any more')
  writeFileSync(config, withWebhook)
  return { '/etc/alertmanager/alertmanager.yml': config, '/etc/alertmanager/secrets': join(folder, 'secrets') }
}

export type WholeStack = Stack & {
  readonly env: ReturnType<typeof toStackEnv>
  /** Where ClickHouse's HTTP interface is. */
  clickhouse(): string
  /** A target of Prometheus that is down from the start. */
  readonly down: string
}

const demo = { OTEL_METRIC_EXPORT_INTERVAL: '5000', VISITS_PER_SECOND: '5' } as const

/** The hub with its embedded store and the ClickHouse door in place of the server, as no server is to be had here. */
const door = { CLICKHOUSE_URL: null, PLAINSIGHT_CLICKHOUSE_DOOR: '0.0.0.0:8123', HOME: '/tmp' } as const

type Options = { readonly folder: string; readonly toWebhookUrl: (host: string) => string }

const startInSandboxes = async (programs: Programs, { folder, toWebhookUrl }: Options): Promise<WholeStack> => {
  const env = toStackEnv()
  const stack = await startStack({
    programs,
    env,
    standIns: { clickhouse: 'hub' },
    environment: { hub: door, demo },
    mounts: (host) => toAlertmanagerMounts(folder, toWebhookUrl(host)),
    prepare: (toVolume) => addKeys(toVolume('hub'), env),
  })
  // The door has no metrics of a server.
  return { ...stack, env, clickhouse: () => stack.url('hub', 8123), down: 'clickhouse' }
}

const startInDocker = async (programs: Programs, { folder, toWebhookUrl }: Options): Promise<WholeStack> => {
  const env = toStackEnv()
  const stack = await startDockerStack({
    programs,
    env,
    environment: { demo },
    mounts: (host) => toAlertmanagerMounts(folder, toWebhookUrl(host)),
  })
  await stack.end('alloy', 'SIGTERM')
  return { ...stack, env, clickhouse: () => stack.url('clickhouse', 8123), down: 'alloy' }
}

/**
 * All profiles, with the demo pushing its metrics more often than once a minute. Alerts go to the webhook of this
 * machine.
 */
export const startWholeStack: (programs: Programs, options: Options) => Promise<WholeStack> = usesDocker
  ? startInDocker
  : startInSandboxes
