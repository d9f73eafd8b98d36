import { createReadStream } from 'node:fs'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { PlainsightError } from '../errors.ts'
import { type ClickHouseOptions, openClients } from './clickhouse-client.ts'
import { toInsertSettings } from './insert-settings.ts'
import type { QueryOptions, Store } from './store.ts'
import { toInsertError, toQueryError } from './store-error.ts'

const toQuerySettings = ({ fields = {}, timeoutMs, maxRows }: QueryOptions): ClickHouseSettings => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [`param_${name}`, field])),
  output_format_json_quote_64bit_integers: 1,
  session_timezone: 'UTC',
  wait_end_of_query: 1,
  ...(timeoutMs === undefined ? {} : { max_execution_time: timeoutMs / 1000 }),
  ...(maxRows === undefined ? {} : { max_result_rows: String(maxRows + 1), result_overflow_mode: 'break' }),
})

/** The client types some numbers as text. */
const toClientSettings = (token: string): ClickHouseSettings => ({
  ...Object.fromEntries(Object.entries(toInsertSettings(token)).map(([name, value]) => [name, String(value)])),
  wait_end_of_query: 1,
})

const insertStream = async (client: ClickHouseClient, table: string, path: string, token: string): Promise<void> => {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} FORMAT Native`,
    values: createReadStream(path, { highWaterMark: 1 << 20 }),
    clickhouse_settings: toClientSettings(token),
  })
  for await (const _ of stream);
}

/** A ClickHouse server by HTTP. Connects to nothing yet: `createDatabase` is the first that must succeed. */
export const openClickHouseStore = async (
  options: ClickHouseOptions,
): Promise<Store & { createDatabase(): Promise<void> }> => {
  const { client, createDatabase } = await openClients(options)
  return {
    kind: 'clickhouse',
    createDatabase,
    query: async <Row>(sql: string, queryOptions: QueryOptions = {}) => {
      const started = performance.now()
      try {
        const answer = await client.query({
          query: sql,
          query_params: { ...queryOptions.params },
          clickhouse_settings: toQuerySettings(queryOptions),
          format: 'JSON',
        })
        const { data: rows } = await answer.json<Row>()
        const { maxRows = rows.length } = queryOptions
        return {
          rows: rows.slice(0, maxRows),
          truncated: rows.length > maxRows,
          elapsedMs: performance.now() - started,
        }
      } catch (error) {
        throw toQueryError(error, queryOptions)
      }
    },
    command: async (sql) => {
      await client.command({ query: sql, clickhouse_settings: { wait_end_of_query: 1 } }).catch((error) => {
        throw toQueryError(error, {})
      })
    },
    insertFile: async (table, path, token) => {
      await insertStream(client, table, path, token).catch((error) => {
        throw toInsertError(error, table)
      })
    },
    ping: async () => {
      const answer = await client.ping()
      if (!answer.success)
        throw new PlainsightError('STORE_UNAVAILABLE', { reason: answer.error.message.slice(0, 300) })
    },
    close: () => client.close(),
  }
}
