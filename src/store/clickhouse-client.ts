import type { ClickHouseClient } from '@clickhouse/client'
import { toIdentifier } from './sql-text.ts'
import { toQueryError } from './store-error.ts'

export type ClickHouseOptions = {
  /** `http(s)://user:password@host:port/database`; a database named here goes before `database`. */
  readonly url: string
  readonly database: string
  /** Maximum connections. */
  readonly connections: number
}

/** Maximum time of a statement, in ms: a large insert over a slow connection. */
const requestTimeoutMs = 300_000

export type Clients = {
  readonly client: ClickHouseClient
  /** Creates the database, which the client itself names in every request. */
  createDatabase(): Promise<void>
}

/** A client of the server's database. Connects to nothing yet. */
export const openClients = async ({ url, database, connections }: ClickHouseOptions): Promise<Clients> => {
  const { createClient, ClickHouseLogLevel } = await import('@clickhouse/client')
  const base = new URL(url)
  const named = decodeURIComponent(base.pathname.slice(1)) || database
  base.pathname = '/'
  const common = {
    url: base,
    application: 'plainsight',
    request_timeout: requestTimeoutMs,
    log: { level: ClickHouseLogLevel.OFF },
  }
  return {
    client: createClient({ ...common, database: named, max_open_connections: connections }),
    createDatabase: async () => {
      const maker = createClient({ ...common, max_open_connections: 1 })
      try {
        await maker.command({ query: `CREATE DATABASE IF NOT EXISTS ${toIdentifier(named)}` })
      } catch (error) {
        throw toQueryError(error, {})
      } finally {
        await maker.close()
      }
    },
  }
}
