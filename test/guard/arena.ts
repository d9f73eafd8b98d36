import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createGuard, type Guard } from '../../src/guard/guard.ts'
import { createGuardedSql, type GuardedSql, type SqlRequest } from '../../src/guard/guarded-sql.ts'
import { defaultLimits, type SqlLimits } from '../../src/guard/sql-limits.ts'
import type { EmbeddedStore } from '../../src/store/chdb-store.ts'
import { openStore } from '../../src/store/open-store.ts'
import { createSqlAsk } from '../../src/store/sql-ask.ts'

/** What must never be in an answer. */
export const canary = 'canary-5d1f0c7e'

/** What attacks aim at, by the names that stand for it in their texts. */
export type Targets = {
  /** A file outside the store that holds the canary. */
  readonly FILE: string
  /** The same inside the engine's folder of user files, where `file()` looks first. */
  readonly USERFILE: string
  /** A file in a folder that must stay empty. */
  readonly OUT: string
  /** Host and port of a server that must see nobody. */
  readonly SERVER: string
}

export type Arena = {
  readonly store: EmbeddedStore
  readonly guard: Guard
  readonly sql: GuardedSql
  /** Puts the targets into a text. */
  aim(text: string): string
  /** Runs a statement and gives its answer as text. */
  ask(sql: string, more?: Partial<SqlRequest>): Promise<string>
  /** What an attack left behind: files written, connections seen, canaries gone. */
  traces(): Promise<string[]>
  close(): Promise<void>
}

const seed = [
  `CREATE TABLE secret (word String) ENGINE = MergeTree ORDER BY word`,
  `INSERT INTO secret SELECT '${canary}'`,
  'CREATE VIEW secret_view AS SELECT word FROM secret',
  'CREATE VIEW secret_by AS SELECT word FROM secret WHERE word != {w:String}',
  'CREATE DATABASE other',
  'CREATE TABLE other.secret (word String) ENGINE = MergeTree ORDER BY word',
  `INSERT INTO other.secret SELECT '${canary}'`,
  `CREATE DICTIONARY words (word String) PRIMARY KEY word SOURCE(CLICKHOUSE(QUERY 'SELECT word FROM plainsight.secret')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)`,
  `CREATE TABLE joined (word String, n UInt8) ENGINE = Join(ANY, LEFT, word)`,
  `INSERT INTO joined SELECT '${canary}', 1`,
  `INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind, Duration, StatusCode, SpanAttributes)
   SELECT now64(9) - number, lower(hex(sipHash128(number % 200))), lower(hex(sipHash64(number))), ['shop', 'cart'][number % 2 + 1], 'GET /items/:id', 'Server',
   (number % 1000) * 1000000, if(number % 50 = 0, 'Error', 'Ok'), map('http.route', '/items/:id', 'http.response.status_code', '200') FROM numbers(2000)`,
  `INSERT INTO otel_logs (Timestamp, TraceId, ServiceName, SeverityText, SeverityNumber, Body, LogAttributes)
   SELECT now64(9) - number, lower(hex(sipHash128(number % 200))), 'shop', 'INFO', 9, concat('line ', toString(number)), map('user', 'u1') FROM numbers(2000)`,
  `INSERT INTO otel_metrics_gauge (ServiceName, MetricName, TimeUnix, Value, Attributes)
   SELECT 'shop', 'process.cpu.utilization', now64(9) - number, number % 100, map('cpu', '0') FROM numbers(500)`,
]

const listen = async (): Promise<{ port: number; seen(): number; close(): void }> => {
  let seen = 0
  const server = createServer((socket) => {
    seen += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, seen: () => seen, close: () => server.close() }
}

/** A store with data in it, a guard before it, and canaries all around it. */
export const openArena = async (limits: Partial<SqlLimits> = {}): Promise<Arena> => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-guard-'))
  const out = mkdtempSync(join(tmpdir(), 'plainsight-out-'))
  const file = join(folder, 'secret.txt')
  writeFileSync(file, `${canary}\n`)
  const store = (await openStore({ path: join(folder, 'clickhouse') })) as EmbeddedStore
  for (const statement of seed) await store.command(statement)
  const server = await listen()
  const targets: Targets = {
    FILE: file,
    USERFILE: 'secret.txt',
    OUT: join(out, 'out'),
    SERVER: `127.0.0.1:${server.port}`,
  }
  const guard = createGuard({ ask: createSqlAsk(store), database: 'plainsight' })
  const sql = createGuardedSql({ guard, store, limits: { ...defaultLimits, ...limits } })
  const count = async (): Promise<string> =>
    JSON.stringify(
      (
        await store.query(
          'SELECT (SELECT count() FROM secret) + (SELECT count() FROM other.secret) AS n, (SELECT count() FROM otel_traces) AS spans',
        )
      ).rows,
    )
  const before = await count()
  return {
    store,
    guard,
    sql,
    aim: (text) => text.replace(/\b(FILE|USERFILE|OUT|SERVER)\b/g, (name) => targets[name as keyof Targets]),
    ask: async (text, more) => {
      const { body, done } = await sql.run({ sql: text, key: 'test', format: 'TabSeparated', ...more })
      const answer = await buffer(body)
      await done
      return answer.toString('latin1')
    },
    traces: async () => [
      ...readdirSync(out).map((name) => `wrote ${name}`),
      ...(server.seen() > 0 ? [`called the server ${server.seen()} times`] : []),
      ...(readFileSync(file, 'utf8') === `${canary}\n` ? [] : ['changed the file']),
      ...((await count()) === before ? [] : ['changed tables']),
    ],
    close: async () => {
      server.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
      rmSync(out, { recursive: true, force: true })
    },
  }
}
