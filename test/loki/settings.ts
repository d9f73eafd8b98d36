import { readFileSync } from 'node:fs'
import { type Static, type TObject, type TProperties, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'

const group = <Properties extends TProperties>(properties: Properties): TObject<Properties> =>
  Type.Object(properties, { additionalProperties: false })

const duration = Type.String({ pattern: '^(\\d+(ms|s|m|h))+$' })
const size = Type.String({ pattern: '^\\d+(KB|MB)$' })
const count = Type.Integer({ minimum: 1 })
const flag = Type.Boolean()
/** In the container all of Loki's data lies in its volume. */
const path = Type.String({ pattern: '^(/[\\w.-]+)+$' })
const port = Type.Integer({ minimum: 1, maximum: 65_535 })
const attributes = Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_.]*$' }), { minItems: 1, uniqueItems: true })

const server = group({
  http_listen_address: Type.Optional(Type.String()),
  http_listen_port: port,
  log_level: Type.Union(['debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level))),
  grpc_server_max_recv_msg_size: count,
  grpc_server_max_send_msg_size: count,
})

const common = group({
  instance_addr: Type.String(),
  path_prefix: path,
  replication_factor: Type.Literal(1),
  storage: group({ filesystem: group({ chunks_directory: path, rules_directory: path }) }),
  ring: group({ kvstore: group({ store: Type.Literal('inmemory') }) }),
})

const period = group({
  from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  store: Type.Literal('tsdb'),
  object_store: Type.Literal('filesystem'),
  schema: Type.Literal('v13'),
  index: group({ prefix: Type.String(), period: Type.Literal('24h') }),
})

const ingester = group({
  wal: group({ enabled: flag, dir: path, flush_on_shutdown: flag, replay_memory_ceiling: size }),
  query_store_max_look_back_period: Type.Union([duration, Type.Literal(-1)]),
  chunk_idle_period: duration,
  max_chunk_age: duration,
  lifecycler: group({ min_ready_duration: duration }),
})

const limits = group({
  retention_period: duration,
  allow_structured_metadata: flag,
  reject_old_samples: flag,
  reject_old_samples_max_age: duration,
  unordered_writes: flag,
  max_line_size: size,
  max_line_size_truncate: flag,
  max_structured_metadata_size: size,
  max_structured_metadata_entries_count: count,
  max_label_names_per_series: count,
  max_label_value_length: count,
  ingestion_rate_mb: count,
  ingestion_burst_size_mb: count,
  per_stream_rate_limit: size,
  per_stream_rate_limit_burst: size,
  max_query_length: Type.Union([duration, Type.Literal(0)]),
  max_entries_limit_per_query: count,
  discover_service_name: Type.Array(Type.String()),
  volume_enabled: flag,
})

const cache = group({ embedded_cache: group({ enabled: flag, max_size_mb: count, ttl: duration }) })

/** The settings of Loki 3.7 that loki/loki.yaml makes, each under its name and with the values that it may have. */
const settings = group({
  auth_enabled: Type.Literal(false),
  server,
  common,
  schema_config: group({ configs: Type.Array(period, { minItems: 1 }) }),
  ingester,
  distributor: group({ otlp_config: group({ default_resource_attributes_as_index_labels: attributes }) }),
  query_range: group({ align_queries_with_step: flag, cache_results: flag, results_cache: group({ cache }) }),
  limits_config: limits,
  compactor: group({
    working_directory: path,
    retention_enabled: flag,
    delete_request_store: Type.Literal('filesystem'),
  }),
  pattern_ingester: group({ enabled: flag }),
  analytics: group({ reporting_enabled: Type.Literal(false) }),
})

export type LokiSettings = Static<typeof settings>

/** Every setting that is unknown, missing or has a value that it may not have; none when all is right. */
export const findFaults = (text: string): string[] =>
  Value.Errors(settings, parse(text)).flatMap(({ keyword, instancePath, params, message }) => {
    const at = (name: string): string => `${instancePath}/${name}`.slice(1).replaceAll('/', '.')
    // What an unknown name holds is no further fault.
    if (keyword === 'boolean') return []
    if (keyword === 'additionalProperties')
      return (params as { additionalProperties: string[] }).additionalProperties.map((name) => `${at(name)} is unknown`)
    if (keyword === 'required')
      return (params as { requiredProperties: string[] }).requiredProperties.map((name) => `${at(name)} is missing`)
    return [`${instancePath.slice(1).replaceAll('/', '.')} ${message}`]
  })

/** Reads a configuration of Loki; fails with all that is wrong with it. */
export const loadSettings = (file: string): LokiSettings => {
  const text = readFileSync(file, 'utf8')
  const faults = findFaults(text)
  if (faults.length > 0) throw new Error(`${file}: ${faults.join('; ')}`)
  return parse(text) as LokiSettings
}

const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 }

/** A duration as Loki writes it (`1h30m`), in seconds. */
export const toSeconds = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|s|m|h)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * (seconds[unit!] ?? 0),
    0,
  )

/** A size in bytes, of the two readings of `MB` the smaller: what fits into it fits into the other. */
export const toBytes = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('MB') ? 1_000_000 : 1_000)
