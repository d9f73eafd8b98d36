import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { startAlertmanager } from '../alertmanager.ts'
import { findFreePort } from '../free-port.ts'
import { openHubInProcess } from '../hub/hub-in-process.ts'
import { startLoki } from '../loki/start-loki.ts'
import { type Part, startPart } from '../part.ts'
import { root } from '../root.ts'
import type { Programs } from '../stack/tools.ts'
import { folder as prometheusFolder, readYaml, withExamples, yamlFiles } from './rule-files.ts'

const parts = ['alertmanager', 'collector', 'hub', 'loki', 'prometheus'] as const
type PartName = (typeof parts)[number]

export type RealParts = {
  /** A folder of their own: configurations, data, targets (`agents`). */
  readonly folder: string
  readonly ports: Readonly<Record<PartName | 'otlp' | 'doomed', number>>
  readonly token: string
  /** Ends the hub before the others. */
  stopHub(): Promise<void>
  stop(): Promise<void>
}

const findPorts = async (): Promise<RealParts['ports']> => {
  const names = [...parts, 'otlp', 'doomed'] as const
  const found = await Promise.all(names.map(async (name) => [name, await findFreePort()] as const))
  return Object.fromEntries(found) as RealParts['ports']
}

type Folders = Pick<RealParts, 'folder' | 'ports' | 'token'>

/** The repository's own configuration, rules with their examples, and targets; only places and paces differ. */
const writePrometheus = ({ folder, ports, token }: Folders): string => {
  for (const name of ['rules', 'alerts', 'routes', 'agents']) mkdirSync(join(folder, name))
  for (const path of [...yamlFiles('rules'), ...yamlFiles('alerts')]) {
    const text = withExamples(readFileSync(join(prometheusFolder, path), 'utf8'))
    writeFileSync(join(folder, path), text.replaceAll(/^( +(?:interval|for):) .*$/gm, '$1 1s'))
  }
  for (const part of parts) {
    const [target] = readYaml(`targets/${part}.yml`) as [{ labels: object }]
    const local = [{ ...target, targets: [`127.0.0.1:${ports[part]}`] }]
    writeFileSync(join(folder, `routes/${part}.yml`), stringify(local))
  }
  writeFileSync(join(folder, 'routes/plainsight_token'), token)
  const config = readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8')
    .replaceAll('/routes/prometheus', join(folder, 'routes'))
    .replaceAll('/etc/prometheus', folder)
    .replaceAll('alertmanager:9093', `127.0.0.1:${ports.alertmanager}`)
    .replaceAll(/_interval: .*$/gm, '_interval: 1s')
    .replaceAll(/_timeout: .*$/gm, '_timeout: 1s')
  const path = join(folder, 'prometheus.yml')
  writeFileSync(path, config)
  return path
}

type CollectorConfig = { readonly service: { readonly telemetry: object } }

/**
 * A Collector that tells of itself as the repository's own does, and that hands metrics to Prometheus. What comes to
 * its port `doomed` is given up (`gone`) or finds the queue full (`stuck`).
 */
const writeCollector = ({ folder, ports }: Folders): string => {
  const { service } = parse(readFileSync(join(root, 'collector/collector.yaml'), 'utf8')) as CollectorConfig
  const telemetry = JSON.parse(JSON.stringify(service.telemetry).replace('8888', `${ports.collector}`)) as object
  const receiver = (port: number) => ({ protocols: { http: { endpoint: `127.0.0.1:${port}` } } })
  const endpoint = 'http://127.0.0.1:1'
  const doomed = { receivers: ['otlp/doomed'], exporters: ['otlp_http/gone', 'otlp_http/stuck'] }
  const path = join(folder, 'collector.yaml')
  const config = {
    receivers: { otlp: receiver(ports.otlp), 'otlp/doomed': receiver(ports.doomed) },
    exporters: {
      'otlp_http/prometheus': { endpoint: `http://127.0.0.1:${ports.prometheus}/api/v1/otlp` },
      'otlp_http/gone': { endpoint, retry_on_failure: { enabled: false } },
      'otlp_http/stuck': { endpoint, sending_queue: { queue_size: 1, num_consumers: 1 } },
    },
    service: {
      telemetry,
      pipelines: {
        metrics: { receivers: ['otlp'], exporters: ['otlp_http/prometheus'] },
        'metrics/doomed': doomed,
        'traces/doomed': doomed,
        'logs/doomed': doomed,
      },
    },
  }
  writeFileSync(path, stringify(config))
  return path
}

const startAll = (programs: Programs, folders: Folders): Promise<Part[]> => {
  const { folder, ports } = folders
  const start = (program: string, port: number, args: readonly string[]): Promise<Part> =>
    startPart({ command: join(programs[program]!, program), args, url: `http://127.0.0.1:${port}`, ready: '/metrics' })
  return Promise.all([
    start('prometheus', ports.prometheus, [
      `--config.file=${writePrometheus(folders)}`,
      `--storage.tsdb.path=${folder}/prometheus`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage',
    ]),
    startAlertmanager(programs, { folder, port: ports.alertmanager }),
    startLoki({ folder, port: ports.loki }),
    start('otelcol-contrib', ports.collector, [`--config=${writeCollector(folders)}`]),
  ])
}

/** Prometheus, Alertmanager, Collector and hub for real, and what stands in for Loki, on ports of their own. */
export const startRealParts = async (programs: Programs): Promise<RealParts> => {
  const folders: Folders = {
    folder: mkdtempSync(join(tmpdir(), 'plainsight-parts-')),
    ports: await findPorts(),
    token: 'a-token-for-tests-only',
  }
  const hub = await openHubInProcess({ token: folders.token })
  await hub.app.listen({ port: folders.ports.hub, host: '127.0.0.1' })
  const started = await startAll(programs, folders)
  const stop = async (): Promise<void> => {
    await Promise.all([...started.map((part) => part.stop()), hub.close()])
    rmSync(folders.folder, { recursive: true, force: true })
  }
  return { ...folders, stopHub: hub.close, stop }
}
