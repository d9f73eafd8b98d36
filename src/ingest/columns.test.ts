import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { NativeColumn } from '../native/block.ts'
import { createAttributePolicy } from '../privacy/attribute-policy.ts'
import { createAttributeList } from './attributes/attribute-list.ts'
import { createTextWriter } from './attributes/text-writer.ts'
import { createIngestCounters } from './ingest-counters.ts'
import { createLogColumns, toNativeLogs } from './logs/log-columns.ts'
import { toNativeMetrics } from './metrics/metric-columns.ts'
import { pointKinds } from './metrics/point-kinds.ts'
import { createTraceColumns, toNativeTraces } from './traces/trace-columns.ts'

type Golden = {
  readonly tables: Readonly<
    Record<string, { readonly columns: readonly { name: string; type: string; default_kind?: string }[] }>
  >
}
const golden = JSON.parse(readFileSync(new URL('../../test/store/otel-tables.json', import.meta.url), 'utf8')) as Golden

const counters = createIngestCounters()
const attributes = createAttributeList({
  policyOf: createAttributePolicy(),
  text: createTextWriter(true, counters),
  counters,
})
const tables: readonly (readonly [table: string, columns: readonly NativeColumn[]])[] = [
  ['otel_traces', toNativeTraces(createTraceColumns())],
  ['otel_logs', toNativeLogs(createLogColumns())],
  ...pointKinds.map(({ table, create }) => {
    const reader = create(attributes)
    return [table, [...toNativeMetrics(reader.columns), ...reader.own]] as const
  }),
]

describe('blocks have every column of the tables of the Collector, in its type but for LowCardinality', () => {
  it.each(tables)('%s', (table, columns) => {
    const expected = golden.tables[table]!.columns.filter((column) => column.default_kind === undefined).map(
      ({ name, type }) => `${name} ${type.replaceAll('LowCardinality(String)', 'String')}`,
    )
    expect(columns.map(({ name, type }) => `${name} ${type}`).toSorted()).toEqual(expected.toSorted())
  })
})
