/**
 * What is used besides npm packages, and its licence. A test checks that everything that files of the repository
 * reference is listed.
 */
export type Row = { readonly what: string; readonly licence: string; readonly note?: string }

export const images: readonly Row[] = [
  {
    what: 'node (bookworm-slim)',
    licence: 'MIT (Node.js)',
    note: 'On Debian: each package under its own licence (glibc LGPL-2.1, coreutils and bash GPL-3.0, ...), unchanged; texts in `/usr/share/doc/*/copyright` of the image, sources at Debian',
  },
  { what: 'busybox', licence: 'GPL-2.0' },
  { what: 'prom/prometheus', licence: 'Apache-2.0' },
  { what: 'prom/alertmanager', licence: 'Apache-2.0' },
  { what: 'grafana/grafana', licence: 'AGPL-3.0', note: 'With its plugin `grafana-clickhouse-datasource`, Apache-2.0' },
  { what: 'grafana/loki', licence: 'AGPL-3.0', note: 'Without Docker the tests put a receiver of theirs in its place' },
  { what: 'grafana/alloy', licence: 'Apache-2.0' },
  { what: 'clickhouse/clickhouse-server', licence: 'Apache-2.0' },
  { what: 'otel/opentelemetry-collector-contrib', licence: 'Apache-2.0' },
]

/** Direct dependencies of a program that uses the OpenTelemetry SDK for Go. */
const otelModules = [
  'otel',
  'otel/exporters/otlp/otlplog/otlploggrpc',
  'otel/exporters/otlp/otlpmetric/otlpmetricgrpc',
  'otel/exporters/otlp/otlptrace/otlptracegrpc',
  'otel/log',
  'otel/sdk',
  'otel/sdk/log',
  'otel/sdk/metric',
]

export const go: readonly Row[] = [
  {
    what: 'github.com/prometheus/prometheus',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD, ISC; MPL-2.0: hashicorp/go-version',
  },
  {
    what: 'github.com/prometheus/alertmanager',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD; MPL-2.0: hashicorp/memberlist, errwrap, go-immutable-radix, go-multierror, go-sockaddr, golang-lru',
  },
  {
    what: 'github.com/docker/compose/v5',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD; MPL-2.0: hashicorp/errwrap, go-multierror, go-version',
  },
  { what: 'github.com/rhysd/actionlint', licence: 'MIT', note: 'MIT, BSD, Apache-2.0' },
  {
    what: 'go.opentelemetry.io/collector',
    licence: 'Apache-2.0',
    note: 'Put together from components of `opentelemetry-collector-contrib`, Apache-2.0. Apache-2.0, MIT, BSD, ISC; MPL-2.0: hashicorp/go-version, golang-lru',
  },
  { what: 'github.com/ClickHouse/clickhouse-go/v2', licence: 'Apache-2.0', note: 'Apache-2.0, MIT, BSD' },
  ...otelModules.map((name) => ({
    what: `go.opentelemetry.io/${name}`,
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD',
  })),
]

/**
 * Applications and frameworks that tests run with and without the hook. Their dependencies have licences of their own.
 */
const watchedApps = [
  '@apollo/server',
  '@as-integrations/express5',
  '@astrojs/node',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@react-router/dev',
  '@react-router/node',
  '@react-router/serve',
  '@sveltejs/adapter-node',
  '@sveltejs/kit',
  '@sveltejs/vite-plugin-svelte',
  '@trpc/server',
  'astro',
  'esbuild',
  'express',
  'fastify',
  'graphql',
  'h3',
  'http-proxy-middleware',
  'json-server',
  'next',
  'nitro',
  'pino',
  'react',
  'react-dom',
  'react-router',
  'socket.io',
  'socket.io-client',
  'svelte',
  'tsx',
  'vite',
  'ws',
]

/**
 * Dependencies of some of them whose licences require more than a notice; they are used unchanged and not distributed.
 */
const broughtAlong: Readonly<Record<string, string>> = {
  astro: 'LGPL-3.0: libvips (beside sharp); MPL-2.0: lightningcss',
  next: 'LGPL-3.0: libvips (beside sharp); CC-BY-4.0: caniuse-lite',
  '@react-router/dev': 'CC-BY-4.0: caniuse-lite',
  vite: 'MPL-2.0: lightningcss',
}

const toNote = (what: string): string =>
  ['an app to watch, or part of one', broughtAlong[what]].filter(Boolean).join('; with it ')

export const fetchedFromNpm: readonly Row[] = [
  { what: 'node-*', licence: 'MIT', note: 'other versions of Node.js' },
  { what: 'pnpm', licence: 'MIT' },
  { what: 'yarn', licence: 'BSD-2-Clause' },
  { what: '@yarnpkg/cli-dist', licence: 'BSD-2-Clause' },
  { what: 'verdaccio', licence: 'MIT', note: 'an app to watch; what it needs has licences of its own' },
  ...['@sentry/node', 'commander', 'memcached', 'posthog-node'].map((what) => ({ what, licence: 'MIT' })),
  { what: 'pm2', licence: 'AGPL-3.0', note: 'starts apps of the tests; unchanged, and passed on to nobody' },
  ...['@aws-sdk/client-sqs', '@opentelemetry/api', 'reflect-metadata', 'rxjs'].map((what) => ({
    what,
    licence: 'Apache-2.0',
  })),
  { what: 'node-red', licence: 'Apache-2.0', note: 'an app to watch; what it needs has licences of its own' },
  { what: 'tiddlywiki', licence: 'BSD-3-Clause', note: 'an app to watch' },
  { what: 'isbot', licence: 'Unlicense', note: 'part of an app to watch' },
  ...watchedApps.map((what) => ({ what, licence: 'MIT', note: toNote(what) })),
]

export const java: readonly Row[] = [
  {
    what: 'org.apache.kafka:kafka_2.13',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD (paranamer, zstd-jni)',
  },
  { what: 'de.bwaldvogel:mongo-java-server', licence: 'BSD-3-Clause', note: 'Apache-2.0, MIT' },
  { what: 'org.apache-extras.beanshell:bsh', licence: 'Apache-2.0' },
  { what: 'io.opentelemetry:opentelemetry-sdk', licence: 'Apache-2.0', note: 'Apache-2.0' },
  { what: 'io.opentelemetry:opentelemetry-exporter-otlp', licence: 'Apache-2.0', note: 'Apache-2.0' },
  { what: 'io.opentelemetry:opentelemetry-sdk-extension-autoconfigure', licence: 'Apache-2.0', note: 'Apache-2.0' },
  { what: 'com.fasterxml.jackson.core:jackson-core', licence: 'Apache-2.0' },
  {
    what: 'com.clickhouse:clickhouse-jdbc',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD-3-Clause (asm, antlr4-runtime)',
  },
  { what: 'org.apache.maven.plugins:maven-dependency-plugin', licence: 'Apache-2.0', note: 'fetches the others' },
]

export const python: readonly Row[] = [
  {
    what: 'opentelemetry-sdk',
    licence: 'Apache-2.0',
    note: 'Apache-2.0, MIT, BSD-3-Clause, PSF-2.0 (typing_extensions); MPL-2.0: certifi',
  },
  { what: 'opentelemetry-exporter-otlp-proto-http', licence: 'Apache-2.0', note: 'as above; protobuf, BSD-3-Clause' },
  { what: 'opentelemetry-exporter-otlp-json-http', licence: 'Apache-2.0', note: 'as above' },
  { what: 'opentelemetry-distro', licence: 'Apache-2.0', note: 'as above' },
  { what: 'opentelemetry-exporter-otlp', licence: 'Apache-2.0', note: 'as above; grpcio, Apache-2.0' },
  {
    what: 'clickhouse-connect',
    licence: 'Apache-2.0',
    note: 'MIT, BSD (lz4), PSF-2.0 (backports.zstd); MPL-2.0: certifi',
  },
]

export const debian: readonly Row[] = [
  { what: 'chromium', licence: 'BSD-3-Clause', note: 'and the licences of its parts' },
  { what: 'prometheus', licence: 'Apache-2.0' },
  { what: 'python3', licence: 'PSF-2.0' },
  { what: 'default-jdk-headless', licence: 'GPL-2.0 with Classpath exception' },
  { what: 'maven', licence: 'Apache-2.0' },
  { what: 'postgresql', licence: 'PostgreSQL' },
  { what: 'mariadb-server', licence: 'GPL-2.0' },
  {
    what: 'redis-server',
    licence: 'BSD-3-Clause',
    note: 'Redis 7, as Debian 12 has it; Debian 13 has Redis 8, which is AGPL-3.0 among others',
  },
  { what: 'rabbitmq-server', licence: 'MPL-2.0' },
  { what: 'memcached', licence: 'BSD-3-Clause' },
  { what: 'bubblewrap', licence: 'LGPL-2.0-or-later' },
  { what: 'iproute2', licence: 'GPL-2.0' },
  { what: 'busybox-static', licence: 'GPL-2.0' },
]
