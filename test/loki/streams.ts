import type { LogRecord, LogsRequest, Pair, Value } from '../agent/otlp-messages.ts'
import { requestTypes } from '../agent/otlp-schema.ts'

export type Labels = Readonly<Record<string, string>>

/** A line as Loki keeps it. */
export type Entry = {
  readonly nanoseconds: bigint
  readonly line: string
  /** Structured metadata: what the record says besides its line, under names of Prometheus' kind. */
  readonly metadata: Labels
}

export type Stream = { readonly labels: Labels; readonly entries: readonly Entry[] }

export const decodeLogs = (body: Uint8Array): LogsRequest =>
  requestTypes.logs.toObject(requestTypes.logs.decode(body), {
    longs: String,
    defaults: true,
    arrays: true,
  }) as LogsRequest

const toName = (key: string): string => key.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, 'key_')

const toPlain = (value: Value | null): unknown => {
  if (value === null) return ''
  if (value.arrayValue) return value.arrayValue.values.map(toPlain)
  if (value.kvlistValue)
    return Object.fromEntries(value.kvlistValue.values.map((pair) => [pair.key, toPlain(pair.value)]))
  if (value.bytesValue) return Buffer.from(value.bytesValue).toString('base64')
  return value.stringValue ?? value.intValue ?? value.boolValue ?? value.doubleValue ?? ''
}

const toText = (value: Value | null): string => {
  const plain = toPlain(value)
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain)
}

/** Maps become one label for each member. */
const toLabels = (pairs: readonly Pair[], above = ''): [name: string, value: string][] =>
  pairs.flatMap(({ key, value }) =>
    value?.kvlistValue
      ? toLabels(value.kvlistValue.values, `${above}${toName(key)}_`)
      : [[`${above}${toName(key)}`, toText(value)]],
  )

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

/** Loki reads a level out of the severity's number, four to a level. */
const toLevel = (severity: number): string => levels[Math.ceil(severity / 4) - 1] ?? 'unknown'

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const toEntry = (record: LogRecord, common: readonly [string, string][]): Entry => {
  const { severityNumber, severityText, timeUnixNano, body, attributes, traceId, spanId } = record
  const own = {
    severity_number: severityNumber === 0 ? '' : String(severityNumber),
    severity_text: severityText,
    trace_id: toHex(traceId),
    span_id: toHex(spanId),
    detected_level: toLevel(severityNumber),
  }
  const said = Object.entries(own).filter(([, value]) => value !== '')
  const metadata = Object.fromEntries([...common, ...toLabels(attributes), ...said])
  return { nanoseconds: BigInt(timeUnixNano), line: toText(body), metadata }
}

/**
 * What Loki makes of OTLP: attributes of the resource that are to be labels make the stream, all else is metadata of
 * its lines.
 */
export const toStreams = ({ resourceLogs }: LogsRequest, asLabels: readonly string[]): Stream[] =>
  resourceLogs.flatMap(({ resource, scopeLogs }) => {
    const attributes = resource?.attributes ?? []
    const isLabel = ({ key }: Pair): boolean => asLabels.includes(key)
    const labels = Object.fromEntries(toLabels(attributes.filter(isLabel)))
    const rest = toLabels(attributes.filter((pair) => !isLabel(pair)))
    const entries = scopeLogs.flatMap(({ scope, logRecords }) => {
      const scopeName: [string, string][] = scope?.name ? [['scope_name', scope.name]] : []
      return logRecords.map((record) => toEntry(record, [...rest, ...scopeName]))
    })
    return entries.length > 0 ? [{ labels, entries }] : []
  })
