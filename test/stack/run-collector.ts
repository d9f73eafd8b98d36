import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../cli/cli.ts'
import { startCollector } from '../collector.ts'
import { findFreePort } from '../free-port.ts'
import { root } from '../root.ts'
import type { Programs } from './tools.ts'

/** Everything that leaves goes to `url` by OTLP in JSON. */
const toOverrides = (folder: string, ports: readonly number[], url: string): string => {
  const [grpc, http, health, own] = ports
  const pipelines = ['traces', 'logs', 'metrics'].map((signal) => [
    `${signal}/test`,
    { receivers: [`forward/${signal}`], exporters: ['otlp_http/test'] },
  ])
  return JSON.stringify({
    extensions: {
      health_check: { endpoint: `127.0.0.1:${health}` },
      file_storage: { directory: `${folder}/queue`, compaction: { directory: `${folder}/queue` } },
    },
    receivers: {
      otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${grpc}` }, http: { endpoint: `127.0.0.1:${http}` } } },
    },
    exporters: {
      'otlp_http/test': { endpoint: url, compression: 'none', encoding: 'json', sending_queue: { enabled: false } },
    },
    service: {
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: own } } } }] },
      },
      pipelines: Object.fromEntries(pipelines),
    },
  })
}

/**
 * The Collector with the stack's configuration of its own and of privacy, and one way out: to `url`. It ends with the
 * test.
 */
export const runCollector = async (programs: Programs, url: string): Promise<{ readonly url: string }> => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'queue'))
  const ports = [await findFreePort(), await findFreePort(), await findFreePort(), await findFreePort()]
  const overrides = join(folder, 'overrides.yaml')
  writeFileSync(overrides, toOverrides(folder, ports, url))
  await startCollector(programs, [
    join(root, 'collector/collector.yaml'),
    join(root, 'collector/privacy.yaml'),
    overrides,
  ])
  return { url: `http://127.0.0.1:${ports[1]}` }
}
