import { createHash } from 'node:crypto'
import type { RowBlock } from '../../src/row-block.ts'
import type { JournaledTable } from '../../src/tables.ts'

/** A span as the tests need it; what is not said is empty. */
export type TestSpan = {
  readonly spanId: string
  readonly traceId?: string
  readonly name?: string
  readonly kind?: 'Server' | 'Client' | 'Internal'
  readonly service?: string
  /** Milliseconds since 1970. */
  readonly time?: number
  readonly durationNs?: number
  readonly status?: 'Unset' | 'Ok' | 'Error'
  readonly attributes?: Readonly<Record<string, string>>
  readonly traceState?: string
}

const toVarint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

const toText = (text: string): Buffer => Buffer.concat([toVarint(Buffer.byteLength(text)), Buffer.from(text)])

const toInt64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}

type Column = readonly [name: string, type: string, data: Buffer]

const texts = (name: string, values: readonly string[]): Column => [name, 'String', Buffer.concat(values.map(toText))]

const maps = (name: string, values: readonly Readonly<Record<string, string>>[]): Column => {
  const entries = values.map((value) => Object.entries(value))
  let end = 0
  const offsets = entries.map((list) => {
    end += list.length
    return toInt64(BigInt(end))
  })
  const flat = entries.flat()
  const data = [...offsets, ...flat.map(([key]) => toText(key)), ...flat.map(([, value]) => toText(value))]
  return [name, 'Map(String, String)', Buffer.concat(data)]
}

/** ClickHouse's Native format: number of columns and rows, then each column's name, type and values. */
const toNative = (rows: number, columns: readonly Column[]): Buffer =>
  Buffer.concat([
    toVarint(columns.length),
    toVarint(rows),
    ...columns.flatMap(([name, type, data]) => [toText(name), toText(type), data]),
  ])

/** Days since 1970 of a time in ms. */
export const toDay = (ms: number): number => Math.floor(ms / 86_400_000)

const toBlock = (table: JournaledTable, day: number, rows: number, bytes: Buffer, digest?: Uint8Array): RowBlock => ({
  table,
  day,
  rows,
  bytes,
  digest: digest ?? createHash('sha256').update(bytes).digest(),
})

export const toSpanBlock = (spans: readonly TestSpan[], digest?: Uint8Array): RowBlock => {
  const times = spans.map(({ time = Date.now() }) => toInt64(BigInt(time) * 1_000_000n))
  const durations = spans.map(({ durationNs = 1_000_000 }) => toInt64(BigInt(durationNs)))
  const columns: Column[] = [
    ['Timestamp', 'DateTime64(9)', Buffer.concat(times)],
    texts(
      'TraceId',
      spans.map((span) => span.traceId ?? ''),
    ),
    texts(
      'SpanId',
      spans.map((span) => span.spanId),
    ),
    texts(
      'TraceState',
      spans.map((span) => span.traceState ?? ''),
    ),
    texts(
      'SpanName',
      spans.map((span) => span.name ?? 'GET /'),
    ),
    texts(
      'SpanKind',
      spans.map((span) => span.kind ?? 'Server'),
    ),
    texts(
      'ServiceName',
      spans.map((span) => span.service ?? 'shop'),
    ),
    maps(
      'SpanAttributes',
      spans.map((span) => span.attributes ?? {}),
    ),
    ['Duration', 'UInt64', Buffer.concat(durations)],
    texts(
      'StatusCode',
      spans.map((span) => span.status ?? 'Unset'),
    ),
  ]
  return toBlock(
    'otel_traces',
    toDay(spans[0]?.time ?? Date.now()),
    spans.length,
    toNative(spans.length, columns),
    digest,
  )
}

export const toLogBlock = (bodies: readonly string[], time: number = Date.now()): RowBlock => {
  const columns: Column[] = [
    ['Timestamp', 'DateTime64(9)', Buffer.concat(bodies.map(() => toInt64(BigInt(time) * 1_000_000n)))],
    texts('Body', bodies),
    texts(
      'ServiceName',
      bodies.map(() => 'shop'),
    ),
  ]
  return toBlock('otel_logs', toDay(time), bodies.length, toNative(bodies.length, columns))
}
