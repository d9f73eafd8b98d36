import { expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { toOtlpTarget } from './target.ts'

test('a signal has its own compression and timeout over the general ones', () => {
  const env = {
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
    OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none',
    OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '100',
  }
  const { config } = loadConfig({ env, file: false })
  expect(toOtlpTarget(config, 'traces')).toMatchObject({ gzip: true, timeout: 5000 })
  expect(toOtlpTarget(config, 'logs')).toMatchObject({ gzip: false, timeout: 100 })
})

test('the batch processor of a signal may allow less time than the exporter, and 0 allows all', () => {
  const env = { OTEL_BSP_EXPORT_TIMEOUT: '700', OTEL_BLRP_EXPORT_TIMEOUT: '0' }
  const { config } = loadConfig({ env, file: false })
  expect(toOtlpTarget(config, 'traces').timeout).toBe(700)
  expect(toOtlpTarget(config, 'logs').timeout).toBe(10_000)
  expect(toOtlpTarget(config, 'metrics').timeout).toBe(10_000)
})
