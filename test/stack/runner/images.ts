import { join } from 'node:path'
import { root } from '../../root.ts'

/** What an image brings along, as its own documentation or our Dockerfile says. */
export type Image = {
  readonly entrypoint: readonly string[]
  /** Paths inside, and what of the host stands for them. */
  readonly files: Readonly<Record<string, string>>
  readonly links?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** Folders of the image that belong to somebody: a new volume mounted there takes over the owner. */
  readonly owners?: Readonly<Record<string, number>>
}

type Programs = Readonly<Record<string, string>>

const busyboxApplets = ['sh', 'cat', 'chmod', 'chown', 'cp', 'mkdir', 'rm', 'sed', 'tail', 'tr', 'wget']
const busybox = '/usr/bin/busybox'

/** This checkout as the package that the Dockerfile installs. */
const ourPackage = {
  '/app/node_modules/plainsight': root,
  '/app/healthy.mjs': join(root, 'docker/healthy.mjs'),
  '/usr/local/bin/node': process.execPath,
  '/usr/bin/mkfifo': '/usr/bin/mkfifo',
} as const

/** Images by their names without tag. Grafana, Alloy and ClickHouse's server are not to be had as programs. */
export const toImages = (programs: Programs): Readonly<Record<string, Image>> => ({
  busybox: {
    entrypoint: [],
    files: { '/bin/busybox': busybox },
    links: Object.fromEntries(busyboxApplets.map((name) => [`/bin/${name}`, 'busybox'])),
  },
  'prom/prometheus': {
    entrypoint: ['/bin/prometheus'],
    files: {
      '/bin/prometheus': `${programs.prometheus}/prometheus`,
      '/bin/promtool': `${programs.prometheus}/promtool`,
    },
    owners: { '/prometheus': 65534 },
    workingDirectory: '/prometheus',
  },
  'prom/alertmanager': {
    entrypoint: ['/bin/alertmanager'],
    files: {
      '/bin/alertmanager': `${programs.alertmanager}/alertmanager`,
      '/bin/amtool': `${programs.alertmanager}/amtool`,
    },
    owners: { '/alertmanager': 65534 },
    workingDirectory: '/alertmanager',
  },
  // Loki is under the AGPL, and not built here: what stands in for it has its command line.
  'grafana/loki': {
    entrypoint: ['/usr/bin/loki'],
    files: { '/checkout': root, '/usr/local/bin/node': process.execPath },
    links: { '/usr/bin/loki': '/checkout/test/loki/main.ts' },
    owners: { '/loki': 10001 },
  },
  'otel/opentelemetry-collector-contrib': {
    entrypoint: ['/otelcol-contrib'],
    files: { '/otelcol-contrib': `${programs['otelcol-contrib']}/otelcol-contrib` },
  },
  'ghcr.io/plainsight/hub': {
    entrypoint: ['node', '/app/node_modules/plainsight/dist/cli/main.js'],
    files: ourPackage,
    environment: {
      NODE_ENV: 'production',
      PLAINSIGHT_HOST: '0.0.0.0',
      PLAINSIGHT_DATA_DIR: '/data',
      UV_THREADPOOL_SIZE: '16',
    },
    owners: { '/data': 10001 },
    workingDirectory: '/app',
  },
  'ghcr.io/plainsight/demo': {
    entrypoint: [],
    files: { ...ourPackage, '/app/shop': join(root, 'examples/shop') },
    // What the shop itself needs lies beside ours in the checkout.
    links: Object.fromEntries(
      ['express', 'fastify', 'pino'].map((name) => [`/app/node_modules/${name}`, `plainsight/node_modules/${name}`]),
    ),
    environment: {
      NODE_ENV: 'production',
      PORT: '3000',
      PLAINSIGHT_ENVIRONMENT: 'demo',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
      NODE_OPTIONS: '--import plainsight/register',
    },
    workingDirectory: '/app/shop',
  },
})

export const toImageName = (image: string): string => image.replace(/(:[^/:]+)?(@.*)?$/, '')
