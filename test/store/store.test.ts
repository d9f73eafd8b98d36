import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open-store.ts'
import { applyRetention } from '../../src/store/retention.ts'
import type { Store } from '../../src/store/store.ts'
import { type Table, tables } from '../../src/tables.ts'
import { type TestSpan, toLogBlock, toSpanBlock } from './blocks.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse-http.ts'
import { keepForEver } from './keep-for-ever.ts'
import golden from './otel-tables.json' with { type: 'json' }

type Opened = { readonly store: Store; readonly folder: string; close(): Promise<void> }

const backends: Record<string, (folder: string) => Promise<Opened>> = {
  'chDB in the data folder': async (folder) => {
    const store = await openStore({ path: join(folder, 'clickhouse') })
    return { store, folder, close: () => store.close() }
  },
  'ClickHouse by URL': async (folder) => {
    const server: ClickHouseServer = await startClickHouse(join(folder, 'server'))
    const store = await openStore({ url: `${server.url}/plainsight`, path: folder })
    return {
      store,
      folder,
      close: async () => {
        await store.close()
        await server.stop()
      },
    }
  },
}

const day = 86_400_000

describe.each(Object.entries(backends))('%s', (_name, open) => {
  let opened: Opened
  let store: Store
  let files = 0

  beforeAll(async () => {
    opened = await open(mkdtempSync(join(tmpdir(), 'plainsight-store-')))
    store = opened.store
  })
  afterAll(async () => {
    await opened?.close()
    rmSync(opened.folder, { recursive: true, force: true })
  })

  const toFile = (...blocks: readonly { readonly bytes: Uint8Array }[]): string => {
    const path = join(opened.folder, `it's ${files++}.native`)
    writeFileSync(path, Buffer.concat(blocks.map((block) => block.bytes)))
    return path
  }
  const insertSpans = (token: string, ...spans: readonly (readonly TestSpan[])[]): Promise<void> =>
    store.insertFile('otel_traces', toFile(...spans.map((list) => toSpanBlock(list))), token)
  const ask = async <Row>(sql: string): Promise<Row[]> => (await store.query<Row>(sql)).rows
  const count = async (table: string, where = '1'): Promise<number> =>
    Number((await ask<{ n: string }>(`SELECT count() AS n FROM ${table} WHERE ${where}`))[0]?.n)

  describe('tables', () => {
    const described = async (table: string): Promise<unknown> => {
      const [row] = await ask<Record<string, string>>(
        `SELECT engine, partition_key, sorting_key, as_select, extract(engine_full, ' TTL (.+?) SETTINGS') AS ttl,
          extract(engine_full, ' SETTINGS (.+)$') AS settings FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`,
      )
      const columns = await ask(
        `SELECT name, type, default_kind, default_expression, compression_codec AS codec FROM system.columns
          WHERE database = currentDatabase() AND table = '${table}' ORDER BY position`,
      )
      const indexes = await ask(
        `SELECT name, expr, type_full AS type FROM system.data_skipping_indices
          WHERE database = currentDatabase() AND table = '${table}' AND name != 'idx_folded_words'`,
      )
      return withoutEmpty({ ...row, columns: columns.map(withoutEmpty), indexes })
    }
    const withoutEmpty = (row: unknown): unknown =>
      Object.fromEntries(
        Object.entries(row as object).filter(
          ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
        ),
      )

    test.each(Object.entries(golden.tables))(
      '%s is the Collector exporter’s, with a memory for sent-again blocks and an index on folded words added',
      async (table, wanted) => {
        const settings =
          'settings' in wanted ? { settings: `${wanted.settings}, non_replicated_deduplication_window = 10000` } : {}
        expect(await described(table)).toEqual(withoutEmpty({ ...wanted, ...settings }))
      },
    )

    test('are those of the list, with their times, partitions, retention and origin', async () => {
      const found = await ask<{
        name: string
        partition: string
        ttl: string
        from: string
        to: string
        times: string[]
      }>(
        `SELECT name, partition_key AS partition, extract(engine_full, ' TTL (.+?)(?: SETTINGS |$)') AS ttl, extract(as_select, 'FROM (?:[a-z]+\\.)?([a-z_]+)') AS from,
          extract(create_table_query, ' VIEW [a-z_.]+ TO (?:[a-z]+\\.)?([a-z_]+)') AS to,
          (SELECT groupArray(c.name) FROM system.columns AS c WHERE c.database = currentDatabase() AND c.table = t.name AND c.type LIKE 'DateTime%') AS times
        FROM system.tables AS t WHERE database = currentDatabase()`,
      )
      const filledBy = new Map(found.map(({ to, from }) => [to, from]))
      const facts = found.map(({ name, partition, ttl, from, times }) => {
        const { time }: Table = tables[name as keyof typeof tables] ?? {}
        return [
          name,
          {
            partition,
            ttl,
            from: from || (filledBy.get(name) ?? ''),
            hasTime: time === undefined || times.includes(time),
          },
        ]
      })
      const listed = Object.entries<Table>(tables).map(([name, { partition = '', seconds, retention, from = '' }]) => [
        name,
        { partition, ttl: retention ? `${seconds} + toIntervalDay(30)` : '', from, hasTime: true },
      ])
      expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(listed))
    })

    test('migrations run once, and do no harm when two hubs run them at once', async () => {
      expect(await migrate(store)).toEqual([])
      await store.command('TRUNCATE TABLE schema_migrations')
      const [one, two] = await Promise.all([migrate(store), migrate(store)])
      expect(new Set([...one, ...two]).size).toBeGreaterThan(10)
      expect(await migrate(store)).toEqual([])
    })
  })

  describe('queries', () => {
    test('bind parameters of every kind and answer 64-bit numbers as text and times in UTC', async () => {
      const { rows } = await store.query<Record<string, unknown>>(
        'SELECT {list:Array(String)} AS list, {big:UInt64} AS big, {time:DateTime64(9)} AS time, {text:String} AS text, toUnixTimestamp(time) AS unix',
        {
          params: {
            list: ["it's", 'a\\b', ''],
            big: 18446744073709551615n,
            time: '2026-01-02 03:04:05.123456789',
            text: "x'); DROP\n\t",
          },
        },
      )
      expect(rows).toEqual([
        {
          list: ["it's", 'a\\b', ''],
          big: '18446744073709551615',
          time: '2026-01-02 03:04:05.123456789',
          text: "x'); DROP\n\t",
          unix: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
        },
      ])
    })

    test('cut long answers and say so', async () => {
      const long = await store.query('SELECT number FROM numbers(100000)', { maxRows: 3 })
      expect(long).toMatchObject({ rows: [{ number: '0' }, { number: '1' }, { number: '2' }], truncated: true })
      const short = await store.query('SELECT number FROM numbers(3)', { maxRows: 3 })
      expect(short).toMatchObject({ truncated: false })
      expect(short.elapsedMs).toBeGreaterThan(0)
    })

    test('stop at their time limit, in the engine', async () => {
      const slow = store.query('SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1', {
        timeoutMs: 300,
      })
      await expect(slow).rejects.toMatchObject({ code: 'QUERY_TIMEOUT', message: 'The query took longer than 300 ms' })
      await expect(store.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] })
    })

    test('that fail tell clients nothing of the engine', async () => {
      const wrong = store.query('SELECT secret FROM nowhere')
      await expect(wrong).rejects.toMatchObject({ code: 'QUERY_FAILED', message: 'The query failed in the store' })
    })

    test('run side by side', async () => {
      const ended = (): Promise<number> => store.query('SELECT sleep(3)').then(() => performance.now())
      const [one, other] = await Promise.all([ended(), ended()])
      // One after the other, the second would end three seconds after the first.
      expect(Math.abs(one - other)).toBeLessThan(2900)
    })
  })

  describe('inserts', () => {
    test('of one file count once, however often they are tried and however many days are in them', {
      timeout: 180_000,
    }, async () => {
      const spans = Array.from({ length: 101 }, (_, index) => ({
        spanId: `day-${index}`,
        time: Date.now() - index * day,
      }))
      const halves = [spans.slice(0, 50), spans.slice(50)] as const
      await keepForEver(store)
      for (let tries = 0; tries < 2; tries++) await insertSpans('many-days', ...halves)
      expect(await count('otel_traces', "SpanId LIKE 'day-%'")).toBe(101)
      expect(await count('entry_spans', "SpanId LIKE 'day-%'")).toBe(101)
      expect(await ask('SELECT sum(requests) AS n FROM request_rollup')).toEqual([{ n: '101' }])
      await insertSpans('other-token', spans.slice(0, 2))
      expect(await count('otel_traces', "SpanId LIKE 'day-%'")).toBe(103)
      for (const table of ['otel_traces', 'otel_traces_trace_id_ts', 'request_rollup', 'entry_spans'])
        await store.command(`TRUNCATE TABLE ${table}`)
    })

    test('that broke between the table and the rollup are made whole by the next try', async () => {
      await store.command("ALTER TABLE request_rollup ADD CONSTRAINT broken CHECK service != 'half'")
      const spans = [
        { spanId: 'half-1', service: 'half' },
        { spanId: 'half-2', service: 'half', time: Date.now() - day },
      ]
      await expect(insertSpans('half', spans)).rejects.toThrow()
      await store.command('ALTER TABLE request_rollup DROP CONSTRAINT broken')
      await insertSpans('half', spans)
      await insertSpans('half', spans)
      expect(await count('otel_traces', "ServiceName = 'half'")).toBe(2)
      expect(await count('entry_spans', "ServiceName = 'half'")).toBe(2)
      expect(await ask("SELECT sum(requests) AS n FROM request_rollup WHERE service = 'half'")).toEqual([{ n: '2' }])
    })

    test('of what is no block are refused as such', async () => {
      const path = toFile({ bytes: Buffer.from('\x01\x05\x01x\x06String\x01a') })
      await expect(store.insertFile('otel_traces', path, 'torn')).rejects.toMatchObject({ code: 'INSERT_REFUSED' })
    })
  })

  describe('requests', () => {
    const random = (seed: number): number => ((seed * 2654435761) % 4294967296) / 4294967296
    const requests = Array.from(
      { length: 5000 },
      (_, index): TestSpan => ({
        spanId: `r-${index}`,
        traceId: `t-${index}`,
        service: 'rollup',
        time: Date.UTC(2026, 10, 20, 10, 0) + index * 50,
        durationNs: Math.round(1e6 + random(index) ** 4 * 9e8),
        kind: index % 10 === 0 ? 'Client' : 'Server',
        status: index % 50 === 1 ? 'Error' : 'Unset',
        attributes: {
          'http.request.method': index % 3 ? 'GET' : 'POST',
          'http.route': `/route/${index % 4}`,
          'http.response.status_code': index % 50 === 1 ? '500' : index % 7 === 0 ? '404' : '200',
          ...(index % 5 === 0 ? { SampleRate: '4' } : {}),
        },
        traceState: index % 3 === 0 ? 'vendor=1,ot=th:a' : '',
      }),
    )

    test('of the rollup are those of the raw spans, also after replays', async () => {
      for (const token of ['r-1', 'r-2', 'r-1', 'r-2', 'r-2']) {
        await insertSpans(token, token === 'r-1' ? requests.slice(0, 2500) : requests.slice(2500))
      }
      const keys = 'service, minute, route, method, status_class'
      const rollup = await ask<Record<string, unknown>>(
        `SELECT ${keys}, sum(requests) AS n, sum(spans) AS spans, sum(errors) AS failed, round(sum(duration_ms_sum), 3) AS total, round(max(duration_ms_max), 6) AS longest,
          quantilesTDigestWeightedMerge(0.5, 0.9, 0.95, 0.99)(duration_ms_sketch) AS q
          FROM request_rollup WHERE service = 'rollup' GROUP BY ${keys} ORDER BY ${keys}`,
      )
      const raw = await ask<Record<string, unknown>>(
        `SELECT service, toStartOfMinute(toDateTime(timestamp)) AS minute, endpoint AS route, method, concat(toString(intDiv(status_code, 100)), 'xx') AS status_class,
          sum(sample_weight) AS n, count() AS spans, sumIf(sample_weight, is_error) AS failed, round(sum(duration_ms * sample_weight), 3) AS total, round(max(duration_ms), 6) AS longest,
          quantilesExactWeighted(0.5, 0.9, 0.95, 0.99)(duration_ms, sample_weight) AS q
          FROM user_activity WHERE service = 'rollup' GROUP BY ${keys} ORDER BY ${keys}`,
      )
      const exact = (rows: Record<string, unknown>[]): unknown[] => rows.map(({ q, ...rest }) => rest)
      expect(exact(rollup)).toEqual(exact(raw))
      const all = await ask<{ sketch: number[]; exact: number[] }>(
        `SELECT (SELECT quantilesTDigestWeightedMerge(0.5, 0.9, 0.95, 0.99)(duration_ms_sketch) FROM request_rollup WHERE service = 'rollup') AS sketch,
          (SELECT quantilesExactWeighted(0.5, 0.9, 0.95, 0.99)(duration_ms, sample_weight) FROM user_activity WHERE service = 'rollup') AS exact`,
      )
      for (const [index, value] of all[0]!.exact.entries()) {
        expect(Math.abs(all[0]!.sketch[index]! / value - 1)).toBeLessThan(0.05)
      }
    })

    test('are read in user_activity under the names people know', async () => {
      await insertSpans('people', [
        {
          spanId: 's1',
          traceId: 't1',
          service: 'people',
          durationNs: 12_500_000,
          attributes: {
            'http.request.method': 'GET',
            'http.route': '/users/:id',
            'url.path': '/users/7',
            'http.response.status_code': '503',
            'user.id': 'u7',
            'session.id': 'v9',
            'user_agent.name': 'Firefox',
          },
        },
      ])
      expect(await ask("SELECT * FROM user_activity WHERE service = 'people'")).toMatchObject([
        {
          endpoint: '/users/:id',
          method: 'GET',
          path: '/users/7',
          status_code: 503,
          duration_ms: 12.5,
          is_error: 1,
          user_id: 'u7',
          session_id: 'v9',
          browser: 'Firefox',
          trace_id: 't1',
          span_id: 's1',
          sample_weight: '1',
        },
      ])
    })
  })

  describe('retention', () => {
    const keep = (days: number) => ({
      hub: { retentionTracesDays: days, retentionLogsDays: days, retentionMetricsDays: days },
    })

    test('drops what is older than the days that are set, in every table, and 0 keeps all', async () => {
      const old = Date.now() - 40 * day
      await applyRetention(store, keep(0))
      await insertSpans('old-spans', [
        { spanId: 'old', traceId: 'old', service: 'retention', time: old },
        { spanId: 'new', traceId: 'new', service: 'retention' },
      ])
      await store.insertFile('otel_logs', toFile(toLogBlock(['old line'], old), toLogBlock(['new line'])), 'old-logs')
      const left = async (): Promise<number[]> => [
        await count('otel_traces', "ServiceName = 'retention'"),
        await count('otel_traces_trace_id_ts', "TraceId IN ('old', 'new')"),
        await count('request_rollup', "service = 'retention'"),
        await count('entry_spans', "ServiceName = 'retention'"),
        await count('otel_logs'),
      ]
      expect(await left()).toEqual([2, 2, 2, 2, 2])
      await applyRetention(store, keep(30))
      for (const table of ['otel_traces', 'otel_traces_trace_id_ts', 'request_rollup', 'entry_spans', 'otel_logs']) {
        await store.command(`OPTIMIZE TABLE ${table} FINAL`)
      }
      expect(await left()).toEqual([1, 1, 1, 1, 1])
    })

    test('is written as the Collector writes it, and not again when nothing changed', async () => {
      await applyRetention(store, keep(7))
      const ttl = async (): Promise<unknown> =>
        ask(
          "SELECT extract(engine_full, ' TTL (.+?) SETTINGS') AS ttl, metadata_modification_time AS at FROM system.tables WHERE database = currentDatabase() AND name = 'otel_logs'",
        )
      const before = await ttl()
      expect(before).toMatchObject([{ ttl: 'toDateTime(Timestamp) + toIntervalDay(7)' }])
      await applyRetention(store, keep(7))
      expect(await ttl()).toEqual(before)
    })
  })
})
