import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { addKey } from '../add-key.ts'
import { startAlertmanager } from '../alertmanager.ts'
import { cliPath, makeFolder } from '../cli/cli.ts'
import { findFreePort } from '../free-port.ts'
import { startLoki } from '../loki/start-loki.ts'
import { type Part, startPart } from '../part.ts'
import { root } from '../root.ts'
import { providePrograms } from '../stack/programs/build.ts'
import { startClickHouse } from '../store/clickhouse-http.ts'
import { startClickHouseMetrics } from './clickhouse-metrics.ts'
import { adapt, type Places, portOf, writeTargets } from './places.ts'

const loopback = '127.0.0.1'

/** What takes a minute in the stack takes two seconds here. */
const quick = [
  [/(scrape_interval|scrape_timeout|evaluation_interval|interval): \d+[sm]/g, '$1: 2s'],
  [/config.auto-reload/g, ''],
] as const

export const startPrometheus = async (folder: string, places: Places, program: string): Promise<Part> => {
  const own = join(folder, 'prometheus')
  for (const name of ['targets', 'rules', 'alerts', 'agents']) mkdirSync(join(own, name), { recursive: true })
  writeTargets(join(own, 'targets'), places)
  writeFileSync(join(own, 'targets/plainsight_token'), 'none')
  for (const kind of ['rules', 'alerts']) {
    cpSync(join(root, 'prometheus', kind), join(own, kind), { recursive: true })
    for (const name of readdirSync(join(own, kind))) {
      const path = join(own, kind, name)
      writeFileSync(path, adapt(readFileSync(path, 'utf8'), {}, quick))
    }
  }
  const config = readFileSync(join(root, 'prometheus/prometheus.yml'), 'utf8')
  const paths = [
    [/\/routes\/prometheus\//g, `${own}/targets/`],
    [/\/etc\/prometheus\/agents\//g, `${own}/agents/`],
  ] as const
  writeFileSync(join(own, 'prometheus.yml'), adapt(config, places, [...quick, ...paths]))
  const address = places['prometheus:9090'] ?? ''
  return startPart({
    command: join(program, 'prometheus'),
    args: [
      `--config.file=${own}/prometheus.yml`,
      `--storage.tsdb.path=${own}/data`,
      `--web.listen-address=${address}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    url: `http://${address}`,
    ready: '/-/ready',
  })
}

type Hub = Part & { readonly door: string; readonly user: string; readonly password: string }

/** The hub over its embedded store, which the ClickHouse door opens to a reader. */
const startHub = async (folder: string, places: Places): Promise<Hub> => {
  const url = `http://${places['hub:4318']}`
  const door = `${loopback}:${await findFreePort()}`
  const dataDir = join(folder, 'hub')
  const env = { PLAINSIGHT_CLICKHOUSE_DOOR: door, PLAINSIGHT_DATA_DIR: dataDir }
  const args = [cliPath, 'up', '--port', `${portOf(places, 'hub:4318')}`]
  const password = randomBytes(24).toString('base64url')
  addKey(dataDir, { name: 'grafana', scope: 'read', secret: password })
  const part = await startPart({ command: process.execPath, args, url, ready: '/healthz', env, cwd: folder })
  return { ...part, door: `http://${door}`, user: 'grafana', password }
}

/**
 * All signals to the hub, logs to Loki, metrics to Prometheus: the Collector of the stack without its ways to a
 * ClickHouse server.
 */
const toCollectorConfig = (
  folder: string,
  places: Places,
  ports: Readonly<Record<'health' | 'figures', number>>,
): object => {
  const queued = { sending_queue: { batch: { flush_timeout: '200ms', min_size: 1000 } } }
  const to = (endpoint: string): object => ({ endpoint, ...queued })
  const readers = [{ pull: { exporter: { prometheus: { host: loopback, port: ports.figures } } } }]
  const pipeline = (...exporters: string[]): object => ({
    receivers: ['otlp'],
    processors: ['memory_limiter'],
    exporters,
  })
  return {
    extensions: { health_check: { endpoint: `${loopback}:${ports.health}` }, file_storage: { directory: folder } },
    receivers: { otlp: { protocols: { http: { endpoint: places['collector:4318'] } } } },
    processors: { memory_limiter: { check_interval: '1s', limit_mib: 256 } },
    exporters: {
      'otlp_http/hub': to(`http://${places['hub:4318']}`),
      'otlp_http/loki': to(`http://${places['loki:3100']}/otlp`),
      'otlp_http/prometheus': to(`http://${places['prometheus:9090']}/api/v1/otlp`),
    },
    service: {
      extensions: ['health_check'],
      telemetry: { logs: { level: 'warn' }, metrics: { readers } },
      pipelines: {
        traces: pipeline('otlp_http/hub'),
        logs: pipeline('otlp_http/hub', 'otlp_http/loki'),
        metrics: pipeline('otlp_http/hub', 'otlp_http/prometheus'),
      },
    },
  }
}

const startCollector = async (folder: string, places: Places, program: string): Promise<Part> => {
  const health = await findFreePort()
  const figures = portOf(places, 'collector:8888')
  const path = join(folder, 'collector.json')
  writeFileSync(path, JSON.stringify(toCollectorConfig(folder, places, { health, figures })))
  const url = `http://${loopback}:${health}`
  const command = join(program, 'otelcol-contrib')
  return startPart({ command, args: [`--config=${path}`], url, ready: '/' })
}

const startDemo = async (places: Places): Promise<Part> => {
  const port = await findFreePort()
  const env = {
    NODE_OPTIONS: `--require ${join(root, 'dist/agent/register.cjs')}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${places['collector:4318']}`,
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=demo',
    VISITS_PER_SECOND: '6',
    PORT: `${port}`,
  }
  const cwd = join(root, 'examples/shop')
  const url = `http://${loopback}:${port}`
  return startPart({ command: process.execPath, args: ['main.js'], url, ready: '/products', env, cwd })
}

/** Somebody has the hub's page open: without questions there would be no run times of queries to show. */
const startReading = (hubUrl: string): { stop(): void } => {
  const ask = async (): Promise<void> => {
    const range = `from=${Date.now() - 900_000}&to=${Date.now()}`
    await fetch(`${hubUrl}/api/query/private/services?${range}`).then((answer) => answer.text())
  }
  const timer = setInterval(() => void ask().catch(() => undefined), 1000)
  return { stop: () => clearInterval(timer) }
}

export type SmallStack = {
  readonly prometheusUrl: string
  readonly lokiUrl: string
  readonly clickhouseUrl: string
  readonly user: string
  readonly password: string
}

/**
 * Real Prometheus, Alertmanager and Collector, what stands in for Loki, the hub with its ClickHouse door in place of a
 * server, an engine that shows a server's figures, and the demo. Ends with the test.
 */
export const startSmallStack = async (): Promise<SmallStack> => {
  const programs = providePrograms()
  const folder = makeFolder()
  const keep = (part: Part): Part => {
    onTestFinished(() => part.stop())
    return part
  }
  const names = ['prometheus:9090', 'alertmanager:9093', 'loki:3100', 'hub:4318', 'collector:4318', 'collector:8888']
  const places: Record<string, string> = {}
  for (const name of names) places[name] = `${loopback}:${await findFreePort()}`
  const clickhouse = await startClickHouse(join(folder, 'clickhouse'))
  onTestFinished(() => clickhouse.stop())
  const figures = keep(await startClickHouseMetrics(clickhouse.url))
  places['clickhouse:9363'] = figures.url.replace('http://', '')
  const hub = await startHub(folder, places)
  keep(hub)
  const loki = keep(await startLoki({ folder, port: portOf(places, 'loki:3100') }))
  keep(await startAlertmanager(programs, { folder, port: portOf(places, 'alertmanager:9093') }))
  const prometheus = keep(await startPrometheus(folder, places, programs.prometheus ?? ''))
  keep(await startCollector(folder, places, programs['otelcol-contrib'] ?? ''))
  keep(await startDemo(places))
  const reading = startReading(hub.url)
  onTestFinished(() => reading.stop())
  const { door: clickhouseUrl, user, password } = hub
  return { prometheusUrl: prometheus.url, lokiUrl: loki.url, clickhouseUrl, user, password }
}
