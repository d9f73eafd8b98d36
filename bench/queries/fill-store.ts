import type { Store } from '../../src/store/store.ts'
import { seedShop } from '../../test/page/seed.ts'

export type FillOptions = {
  readonly now: number
  readonly minutes: number
  readonly spans: number
  readonly logs: number
}

const count = async (store: Store, table: string): Promise<number> =>
  Number((await store.query<{ n: string }>(`SELECT count() AS n FROM ${table}`)).rows[0]?.n ?? 0)

/** Typical log lines of eight services, half of them within a trace. */
const logsSql = ({ now, minutes }: FillOptions, lines: number): string => `
INSERT INTO otel_logs (Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, LogAttributes, EventName)
WITH cityHash64(number) AS h, concat('service-', toString(h % 8)) AS service
SELECT fromUnixTimestamp64Nano(toInt64(${now - minutes * 60_000}) * 1000000 + toInt64(number * ${Math.floor((minutes * 60e9) / lines)})),
  if(h % 2 = 0, lower(hex(MD5(concat('trace', toString(h % 1000000))))), ''), '', 1,
  ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'][1 + h % 6], [5, 9, 9, 9, 13, 17][1 + h % 6], service,
  concat(['user signed in', 'cache missed', 'job done', 'payment accepted', 'connection reset by peer', 'retrying request'][1 + h % 6], ' id ', toString(h % 100000)),
  map('service.name', service, 'host.name', concat('web-', toString(h % 20))), 'pino',
  map('job.id', toString(h % 5000), 'duration_ms', toString(h % 900), 'region', ['eu', 'us', 'asia'][1 + h % 3]), ''
FROM numbers(${lines})`

/** Fills a store with this many spans and log lines, over this many minutes before `now`. */
export const fillStore = async (store: Store, options: FillOptions): Promise<{ spans: number; logs: number }> => {
  const { now, minutes, spans } = options
  // About 3.5 spans and 1.1 lines a trace.
  await seedShop(store, { now, minutes, traces: Math.ceil(spans / 3.4) })
  const missing = options.logs - (await count(store, 'otel_logs'))
  if (missing > 0) await store.command(logsSql(options, missing))
  return { spans: await count(store, 'otel_traces'), logs: await count(store, 'otel_logs') }
}
