import { PassThrough, pipeline } from 'node:stream'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { PlainsightError } from '../errors.ts'
import type { ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'

const toSettings = ({ settings, params = {} }: ReadOnlyOptions): ClickHouseSettings => ({
  ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`param_${name}`, value])),
  ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
  cancel_http_readonly_queries_on_client_close: 1,
  wait_end_of_query: 1,
  readonly: '1',
})

/** Runs a statement that may read and nothing else, on a server. The server holds the answer until it is whole, so that it fails before its first byte. */
export const runReadOnly = async (
  client: ClickHouseClient,
  sql: string,
  options: ReadOnlyOptions,
): Promise<ReadOnlyAnswer> => {
  const { maxBytes, deadlineMs, format, signal } = options
  const deadline = AbortSignal.timeout(deadlineMs)
  const { stream, summary } = await client
    .exec({
      query: `${sql}\nFORMAT ${format}`,
      clickhouse_settings: toSettings(options),
      abort_signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    .catch((error) => {
      throw toSqlError(error)
    })
  const body = new PassThrough()
  let total = 0
  stream.on('data', (chunk: Buffer) => {
    total += chunk.length
    if (total > maxBytes) body.destroy(new PlainsightError('SQL_LIMIT', { limit: `${maxBytes} bytes of answer` }))
  })
  pipeline(stream, body, () => {})
  const size = { rows: Number(summary?.result_rows ?? 0), bytes: Number(summary?.result_bytes ?? 0) }
  return { body, done: Promise.resolve(size), size }
}
