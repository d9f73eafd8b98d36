import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { schema } from '../../src/config/schema.ts'
import { errorRegistry } from '../../src/errors.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8')

test('docs/configuration.md and docs/errors.md are what the code prints (npm run docs)', () => {
  const check = (): string =>
    execFileSync(process.execPath, ['scripts/docs.ts', '--check'], { cwd: root, encoding: 'utf8' })
  expect(check).not.toThrow()
})

test('docs/configuration.md lists every option and no other', () => {
  const listed = [...read('configuration.md').matchAll(/^\| `((?:otel|agent|hub)\.\w+)`/gm)].map(([, key]) => key)
  const real = Object.entries(schema).flatMap(([group, table]) => Object.keys(table).map((key) => `${group}.${key}`))
  expect(listed).toEqual(real)
})

/**
 * Every variable of the specification's pages on SDK variables and on the OTLP exporter; `_` stands for the three
 * signals.
 */
const specified = `
SDK_DISABLED RESOURCE_ATTRIBUTES SERVICE_NAME LOG_LEVEL PROPAGATORS TRACES_SAMPLER TRACES_SAMPLER_ARG
BSP_SCHEDULE_DELAY BSP_EXPORT_TIMEOUT BSP_MAX_QUEUE_SIZE BSP_MAX_EXPORT_BATCH_SIZE
BLRP_SCHEDULE_DELAY BLRP_EXPORT_TIMEOUT BLRP_MAX_QUEUE_SIZE BLRP_MAX_EXPORT_BATCH_SIZE
ATTRIBUTE_VALUE_LENGTH_LIMIT ATTRIBUTE_COUNT_LIMIT SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT SPAN_ATTRIBUTE_COUNT_LIMIT
SPAN_EVENT_COUNT_LIMIT SPAN_LINK_COUNT_LIMIT EVENT_ATTRIBUTE_COUNT_LIMIT LINK_ATTRIBUTE_COUNT_LIMIT
LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT LOGRECORD_ATTRIBUTE_COUNT_LIMIT
EXPORTER_ZIPKIN_ENDPOINT EXPORTER_ZIPKIN_TIMEOUT EXPORTER_PROMETHEUS_HOST EXPORTER_PROMETHEUS_PORT
TRACES_EXPORTER METRICS_EXPORTER LOGS_EXPORTER METRICS_EXEMPLAR_FILTER METRIC_EXPORT_INTERVAL METRIC_EXPORT_TIMEOUT
EXPERIMENTAL_CONFIG_FILE EXPORTER_OTLP_INSECURE
EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION
EXPORTER_OTLP_ENDPOINT EXPORTER_OTLP_HEADERS EXPORTER_OTLP_PROTOCOL EXPORTER_OTLP_COMPRESSION EXPORTER_OTLP_TIMEOUT
EXPORTER_OTLP_CERTIFICATE EXPORTER_OTLP_CLIENT_KEY EXPORTER_OTLP_CLIENT_CERTIFICATE
EXPORTER_OTLP__ENDPOINT EXPORTER_OTLP__HEADERS EXPORTER_OTLP__PROTOCOL EXPORTER_OTLP__COMPRESSION EXPORTER_OTLP__TIMEOUT
EXPORTER_OTLP__CERTIFICATE EXPORTER_OTLP__CLIENT_KEY EXPORTER_OTLP__CLIENT_CERTIFICATE`
  .trim()
  .split(/\s+/)
  .flatMap((name) =>
    name.includes('__') ? ['TRACES', 'METRICS', 'LOGS'].map((signal) => name.replace('__', `_${signal}_`)) : [name],
  )

test('docs/configuration.md speaks of every variable of the OpenTelemetry specification', () => {
  const doc = read('configuration.md')
  expect(specified.filter((name) => !doc.includes(`\`OTEL_${name}\``))).toEqual([])
})

test('docs/errors.md lists every error and no other', () => {
  const listed = [...read('errors.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code)
  expect(listed.toSorted()).toEqual(Object.keys(errorRegistry).toSorted())
})
