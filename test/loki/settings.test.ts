import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../root.ts'
import { findFaults, loadSettings, toBytes, toSeconds } from './settings.ts'

const file = join(root, 'loki/loki.yaml')
const text = readFileSync(file, 'utf8')

test('loki.yaml has the settings that we use, each with a value that it may have', () => {
  expect(findFaults(text)).toEqual([])
})

const wrong: readonly (readonly [what: string, from: string, to: string, fault: RegExp])[] = [
  ['a setting that Loki does not know', 'volume_enabled:', 'volumes_enabled:', /volumes_enabled is unknown/],
  [
    'a setting in the wrong place',
    'auth_enabled: false',
    'auth_enabled: false\nretention_period: 1h',
    /^retention_period is unknown/,
  ],
  [
    'a setting that we rely on and that is gone',
    '  retention_enabled: true\n',
    '',
    /compactor\.retention_enabled is missing/,
  ],
  ['a number as text', 'max_size_mb: 32', 'max_size_mb: many', /max_size_mb must be integer/],
  ['a number that is none', 'http_listen_port: 3100', 'http_listen_port: 0', /http_listen_port/],
  ['yes for true', 'unordered_writes: true', 'unordered_writes: "yes"', /unordered_writes must be boolean/],
  ['a duration without unit', 'retention_period: 168h', 'retention_period: 168', /retention_period/],
  ['a duration in days', 'chunk_idle_period: 30m', 'chunk_idle_period: 1d', /chunk_idle_period/],
  ['a size in words', 'max_line_size: 1MB', 'max_line_size: big', /max_line_size/],
  ['a store that is no more', 'store: tsdb', 'store: boltdb-shipper', /schema_config\.configs\.0\.store/],
  ['data outside of the volume', 'dir: /loki/wal', 'dir: wal', /ingester\.wal\.dir/],
  [
    'an attribute as Prometheus writes it',
    'service.name,',
    'Service-Name,',
    /default_resource_attributes_as_index_labels/,
  ],
]
test.each(wrong)('%s is a fault', (_, from, to, fault) => {
  expect(text).toContain(from)
  expect(findFaults(text.replace(from, to)).join('\n')).toMatch(fault)
})

test('what it says fits together', () => {
  const { common, compactor, ingester, limits_config, schema_config, server } = loadSettings(file)
  const paths = [common.storage.filesystem.chunks_directory, compactor.working_directory, ingester.wal.dir]
  for (const path of paths) expect(path.startsWith(`${common.path_prefix}/`)).toBe(true)
  // Whole periods of the index go; what is taken is kept for a while.
  expect(toSeconds(limits_config.retention_period) % toSeconds(schema_config.configs[0]!.index.period)).toBe(0)
  expect(toSeconds(limits_config.reject_old_samples_max_age)).toBeLessThanOrEqual(
    toSeconds(limits_config.retention_period),
  )
  expect(limits_config.ingestion_burst_size_mb * 1_000_000).toBeGreaterThanOrEqual(server.grpc_server_max_recv_msg_size)
  expect(toBytes(limits_config.per_stream_rate_limit_burst)).toBeGreaterThanOrEqual(
    server.grpc_server_max_recv_msg_size,
  )
  expect(server.grpc_server_max_send_msg_size).toBe(server.grpc_server_max_recv_msg_size)
})

type WayOut = {
  readonly processors: { readonly 'transform/fit-loki': { readonly log_statements: readonly string[] } }
  readonly exporters: {
    readonly 'otlp_http/loki': { readonly sending_queue: { readonly batch: Readonly<Record<string, number>> } }
  }
}

test('the Collector sends nothing that its limits would refuse', () => {
  const { limits_config, server } = loadSettings(file)
  const { processors, exporters } = parse(readFileSync(join(root, 'collector/to-loki.yaml'), 'utf8')) as WayOut
  const { log_statements } = processors['transform/fit-loki']
  const limitOf = (pattern: RegExp): number =>
    Number(log_statements.map((statement) => pattern.exec(statement)?.[1]).find(Boolean))
  const ofRecord = limitOf(/truncate_all\(log\.attributes, (\d+)\)/)
  const ofResource = limitOf(/truncate_all\(resource\.attributes, (\d+)\)/)
  const count = limitOf(/limit\(log\.attributes, (\d+),/)
  // A label's value is cut as any attribute of a resource.
  expect(ofResource).toBeLessThanOrEqual(limits_config.max_label_value_length)
  expect(limitOf(/Substring\(log\.body, 0, (\d+)\)/)).toBeLessThanOrEqual(toBytes(limits_config.max_line_size))
  expect(count * ofRecord).toBeLessThanOrEqual(toBytes(limits_config.max_structured_metadata_size))
  // Besides its attributes a record has ids, severity, scope, and what its resource says.
  expect(count).toBeLessThanOrEqual(limits_config.max_structured_metadata_entries_count / 2)
  const { batch } = exporters['otlp_http/loki'].sending_queue
  expect(batch.max_size).toBeLessThanOrEqual(server.grpc_server_max_recv_msg_size / 2)
})
