import { spawnSync } from 'node:child_process'
import { root } from '../../root.ts'

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully'

export type Mount = {
  readonly type: 'bind' | 'volume' | 'tmpfs'
  /** Path of the host, or name of a volume. */
  readonly source: string
  readonly target: string
  readonly read_only?: boolean
}

export type HealthCheck = {
  readonly test?: readonly string[]
  readonly disable?: boolean
  readonly interval?: string
  readonly timeout?: string
  readonly retries?: number
  readonly start_period?: string
}

/** A service as `docker compose config` prints it: variables filled in, short forms written out. */
export type Service = {
  readonly image: string
  readonly profiles?: readonly string[]
  readonly command: readonly string[] | null
  readonly user?: string
  readonly environment?: Readonly<Record<string, string | null>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition; readonly required?: boolean }>>
  readonly volumes?: readonly Mount[]
  readonly tmpfs?: readonly string[]
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>
  readonly network_mode?: string
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number; readonly published: string }[]
  readonly healthcheck?: HealthCheck
  readonly read_only?: boolean
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly cpus?: number
  readonly restart?: string
  readonly logging?: { readonly options?: Readonly<Record<string, string>> }
  readonly stop_grace_period?: string
}

export type ComposeFile = {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<
    Record<string, { readonly internal?: boolean; readonly driver_opts?: Record<string, string> }>
  >
  readonly volumes: Readonly<Record<string, unknown>>
}

/** What `docker compose config` says of docker-compose.yml with this environment and nothing else. Needs no engine. */
export const runComposeConfig = (compose: string, env: Readonly<Record<string, string>>) =>
  spawnSync(compose, ['--env-file', '/dev/null', 'config', '--format', 'json'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...env },
    maxBuffer: 1 << 24,
  })

export const readComposeFile = (compose: string, env: Readonly<Record<string, string>>): ComposeFile => {
  const { status, stdout, stderr } = runComposeConfig(compose, env)
  if (status !== 0) throw new Error(`compose config: ${stderr}`)
  return JSON.parse(stdout) as ComposeFile
}
