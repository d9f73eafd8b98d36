// Programs that some suites need besides npm packages. They are installed if this runs as root on a Debian-like system;
// otherwise those suites are reported as not run.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { isOnPath } from '../test/on-path.ts'

type Tool = { readonly program: string; readonly debian: string; readonly suites: string }

const stack = 'docker-compose.yml run without an engine'

const tools: readonly Tool[] = [
  { program: 'chromium', debian: 'chromium', suites: 'page (the web page in a real browser)' },
  { program: 'prometheus', debian: 'prometheus', suites: 'metrics scraped by a real Prometheus' },
  { program: 'python3', debian: 'python3', suites: "OTLP sent by Python's OpenTelemetry SDK" },
  { program: 'javac', debian: 'default-jdk-headless', suites: "OTLP sent by Java's OpenTelemetry SDK" },
  { program: 'mvn', debian: 'maven', suites: "OTLP sent by Java's OpenTelemetry SDK" },
  { program: 'pg_createcluster', debian: 'postgresql', suites: 'pg and knex with a real PostgreSQL' },
  { program: 'mariadbd', debian: 'mariadb-server', suites: 'mysql, mysql2 and knex with a real MariaDB' },
  { program: 'redis-server', debian: 'redis-server', suites: 'redis, ioredis and bullmq with a real Redis' },
  { program: 'memcached', debian: 'memcached', suites: 'memcached with a real memcached' },
  { program: 'rabbitmq-server', debian: 'rabbitmq-server', suites: 'amqplib with a real RabbitMQ' },
  { program: 'bwrap', debian: 'bubblewrap', suites: stack },
  { program: 'ip', debian: 'iproute2', suites: stack },
  { program: 'busybox', debian: 'busybox-static', suites: stack },
  {
    program: 'mvn',
    debian: 'maven',
    suites: 'kafkajs with a real Kafka, mongodb and mongoose with a server of its protocol',
  },
]

const canInstall = (): boolean => process.getuid?.() === 0 && isOnPath('apt-get')

const install = (packages: readonly string[]): void => {
  console.log(`Installing for the tests: ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (args: readonly string[]): number | null =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status
  run(['update', '-qq'])
  withoutServices(() => run(['install', '-y', '-qq', '--no-install-recommends', ...packages]))
}

/**
 * Debian runs this program before a package starts its service, which must not happen: the tests start their own
 * servers.
 */
const policy = '/usr/sbin/policy-rc.d'

const withoutServices = (work: () => void): void => {
  const isOurs = !existsSync(policy)
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    work()
  } finally {
    if (isOurs) rmSync(policy)
  }
}

/** Installs missing tools, and returns those that are still missing. */
export const provideTools = (): readonly Tool[] => {
  const missing = tools.filter(({ program }) => !isOnPath(program))
  if (missing.length > 0 && canInstall()) install(missing.map(({ debian }) => debian))
  return tools.filter(({ program }) => !isOnPath(program))
}
