import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { type MetricKind, toMetricTable } from '../../src/tables.ts'
import { keepForEver } from '../store/keep-for-ever.ts'

/** A stream of points as its sender names it. */
export type Stream = {
  readonly name: string
  readonly service?: string
  readonly unit?: string
  readonly scope?: string
  readonly instance?: string
  readonly attributes?: Readonly<Record<string, string>>
  /** As OTLP numbers it; cumulative when left out. */
  readonly temporality?: 1 | 2
  readonly monotonic?: boolean
}

/** Times are seconds since 1970; the rest is named as the table's columns. */
export type Point = { readonly start?: number; readonly t: number; readonly stale?: boolean } & Readonly<
  Record<string, unknown>
>

const toRow = (kind: MetricKind, stream: Stream, { start = 0, t, stale = false, ...values }: Point): string => {
  const { name, service = 'shop', unit = '', scope = 'scope', instance = '1', attributes = {} } = stream
  const sum = kind === 'sum' && { IsMonotonic: stream.monotonic ?? true }
  const summed = kind !== 'gauge' && kind !== 'summary' && { AggregationTemporality: stream.temporality ?? 2 }
  return JSON.stringify({
    ResourceAttributes: { 'service.name': service, 'service.instance.id': instance },
    ScopeName: scope,
    ServiceName: service,
    MetricName: name,
    MetricUnit: unit,
    Attributes: attributes,
    StartTimeUnix: start,
    TimeUnix: t,
    Flags: stale ? 1 : 0,
    ...sum,
    ...summed,
    ...values,
  })
}

export type MetricStore = {
  readonly store: Store
  /** Puts points of streams of one kind into its table. */
  insert(kind: MetricKind, streams: readonly (readonly [Stream, readonly Point[]])[]): Promise<void>
}

/** A store of its own for the tests of a file. */
export const useMetricStore = (): (() => MetricStore) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-metrics-'))
  let store: Store | undefined
  beforeAll(async () => {
    store = await openStore({ path: join(folder, 'clickhouse') })
    await keepForEver(store)
  })
  afterAll(async () => {
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const opened = (): Store => {
    if (!store) throw new Error('not open yet')
    return store
  }
  const insert: MetricStore['insert'] = async (kind, streams) => {
    const file = join(folder, 'points.json')
    const rows = streams.flatMap(([stream, points]) => points.map((point) => toRow(kind, stream, point)))
    writeFileSync(file, rows.join('\n'))
    await opened().command(
      `INSERT INTO ${toMetricTable(kind)} FROM INFILE '${file}' SETTINGS max_partitions_per_insert_block = 1000 FORMAT JSONEachRow`,
    )
  }
  return () => ({ store: opened(), insert })
}
