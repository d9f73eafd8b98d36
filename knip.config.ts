import { join } from 'node:path'
import type { KnipConfig } from 'knip'
import { findAgent, hub, standalone } from './scripts/bundle/entries.ts'

/** What is shipped is what these load: `knip --production` finds exports and files that only tests use. */
const shipped = [...standalone, ...hub, ...findAgent(join(import.meta.dirname, 'src'))].map(
  (entry) => `src/${entry}.ts!`,
)

const config: KnipConfig = {
  entry: [
    ...shipped,
    'src/agent/{register,logs/pretty-transport}.cts!',
    'src/dashboard/main.tsx!',
    'scripts/*.ts',
    'bench/*.ts',
    'test/**/*.test.ts',
    'src/**/*.test.ts',
    'test/page/{dev-server,shots}.ts',
    'test/store/clickhouse-http-server.ts',
    'test/loki/main.ts',
  ],
  project: [
    'src/**/*.{ts,tsx,cts}!',
    '!src/**/*.test.ts!',
    'scripts/**/*.ts',
    'test/**/*.ts',
    'bench/**/*.ts',
    'grafana/**/*.ts',
  ],
  ignoreBinaries: [
    'script',
    'taskset',
    'apt-get',
    'promtool',
    'epmd',
    'mkfifo',
    'go',
    'ip',
    'mariadb-install-db',
    'java',
    'mvn',
    'mount',
    'umount',
    'unshare',
    'nsenter',
  ],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    '@hapi/hapi',
    '@hono/node-server',
    '@koa/router',
    '@nestjs/*',
    '@opentelemetry/instrumentation-express',
    'amqplib',
    'graphql',
    'graphql16',
    'ioredis',
    'kafkajs',
    'knex',
    'mongodb',
    'mysql',
    'mysql2',
    'pg',
    'pino-pretty',
    'redis',
    'undici',
    'axe-core',
    'bunyan',
    'express',
    'express4',
    'hono',
    'koa',
    'pino-older',
    'reflect-metadata',
    'rxjs',
    'winston',
    'publint',
    '@arethetypeswrong/cli',
  ],
}

export default config
