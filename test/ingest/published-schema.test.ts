import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  enumNumbers,
  type FieldKind,
  type MessageShape,
  otlpRequests,
} from '../../src/ingest/protobuf/otlp-messages.ts'
import * as fields from '../../src/otlp-fields.ts'
import { leaveOut } from '../leave-out.ts'
import { openPython } from './python.ts'

type Fields = Readonly<Record<string, number>>
type Schema = {
  readonly messages: Record<string, Record<string, { number: number; type: number; message: string | null }>>
  readonly enums: Fields
}

const { requestField, resourceGroupField, scopeGroupField, partialSuccessField, dataField } = fields
const { schemaUrl } = scopeGroupField

/** Messages that are built alike for all signals have one list of ours. */
const toSignal = (
  area: string,
  name: string,
  [group, scopes, records, rejected]: readonly string[],
): [string, Fields][] => [
  [`collector.${area}.v1.Export${name}ServiceRequest`, { [`resource${group}`]: requestField.resourceGroups }],
  [`collector.${area}.v1.Export${name}ServiceResponse`, fields.responseField],
  [
    `collector.${area}.v1.Export${name}PartialSuccess`,
    { [rejected!]: partialSuccessField.rejected, errorMessage: partialSuccessField.errorMessage },
  ],
  [
    `${area}.v1.Resource${group}`,
    {
      resource: resourceGroupField.resource,
      [scopes!]: resourceGroupField.scopeGroups,
      schemaUrl: resourceGroupField.schemaUrl,
    },
  ],
  [`${area}.v1.Scope${group}`, { scope: scopeGroupField.scope, [records!]: scopeGroupField.records, schemaUrl }],
]

const messages: readonly [string, Fields][] = [
  ['common.v1.AnyValue', fields.anyValueField],
  ['common.v1.KeyValue', fields.keyValueField],
  ['common.v1.ArrayValue', fields.listField],
  ['common.v1.KeyValueList', fields.listField],
  ['common.v1.InstrumentationScope', fields.scopeField],
  ['resource.v1.Resource', fields.resourceField],
  ...toSignal('trace', 'Trace', ['Spans', 'scopeSpans', 'spans', 'rejectedSpans']),
  ...toSignal('logs', 'Logs', ['Logs', 'scopeLogs', 'logRecords', 'rejectedLogRecords']),
  ...toSignal('metrics', 'Metrics', ['Metrics', 'scopeMetrics', 'metrics', 'rejectedDataPoints']),
  ['trace.v1.Span', fields.spanField],
  ['trace.v1.Span.Event', fields.eventField],
  ['trace.v1.Span.Link', fields.linkField],
  ['trace.v1.Status', fields.statusField],
  ['logs.v1.LogRecord', fields.logField],
  ['metrics.v1.Metric', fields.metricField],
  ['metrics.v1.Gauge', { dataPoints: dataField.dataPoints }],
  ['metrics.v1.Sum', dataField],
  ['metrics.v1.NumberDataPoint', fields.numberPointField],
  ['metrics.v1.HistogramDataPoint', fields.histogramPointField],
  ['metrics.v1.ExponentialHistogramDataPoint', fields.exponentialPointField],
  ['metrics.v1.ExponentialHistogramDataPoint.Buckets', fields.bucketsField],
  ['metrics.v1.SummaryDataPoint', fields.summaryPointField],
  ['metrics.v1.SummaryDataPoint.ValueAtQuantile', fields.quantileField],
  ['metrics.v1.Exemplar', fields.exemplarField],
]

/** Our kinds of fields by the types of protobuf's descriptors. */
const kinds: Readonly<Record<number, readonly FieldKind[]>> = {
  1: ['double'],
  3: ['anyInteger'],
  4: ['varint'],
  6: ['fixed64'],
  7: ['fixed32'],
  8: ['bool'],
  9: ['text'],
  12: ['id', 'base64'],
  13: ['varint'],
  14: ['enum'],
  16: ['fixed64'],
  17: ['zigzag'],
}

/** Names that older versions of OTLP had, and fields of data of other kinds of metrics than this. */
const isOlder = (name: string): boolean => name.startsWith('instrumentationLibrary') || name === 'logs'

const suite = 'the published schema of OTLP'
const python = await openPython()

describe.skipIf(leaveOut(suite, python))(suite, () => {
  let schema: Schema
  beforeAll(async () => {
    if ('missing' in python) throw new Error(python.missing)
    const { stdout } = await promisify(execFile)(python.path, [join(import.meta.dirname, 'published-schema.py')])
    schema = JSON.parse(stdout)
  })

  it.each(messages)('has the fields of %s under our numbers', (message, ours) => {
    const published = schema.messages[`opentelemetry.proto.${message}`] ?? {}
    expect(Object.fromEntries(Object.keys(ours).map((name) => [name, published[name]?.number]))).toEqual(ours)
  })

  it('has the fields of a refusal under our numbers', () => {
    const { code, message } = schema.messages['google.rpc.Status'] ?? {}
    expect({ code: code?.number, message: message?.number }).toEqual(fields.rpcStatusField)
  })

  it.each([
    ['trace.v1.ExportTrace', otlpRequests.traces],
    ['logs.v1.ExportLogs', otlpRequests.logs],
    ['metrics.v1.ExportMetrics', otlpRequests.metrics],
  ])('has the fields that JSON is read by, with their types: %sServiceRequest', (request, ours) => {
    const seen = new Set<string>()
    const check = (message: string, shape: MessageShape): void => {
      if (seen.has(message)) return
      seen.add(message)
      for (const [name, [number, kind]] of Object.entries(shape)) {
        const field = schema.messages[message]?.[name]
        if (isOlder(name) || (field === undefined && Object.values(dataField).includes(number as 2))) continue
        expect({ message, name, number: field?.number }).toEqual({ message, name, number })
        if (typeof kind === 'function') check(field!.message!, kind())
        else
          expect({ message, name, kind, types: kinds[field!.type] }).toMatchObject({
            types: expect.arrayContaining([kind]),
          })
      }
    }
    check(`opentelemetry.proto.collector.${request}ServiceRequest`, ours)
    expect(seen.size).toBeGreaterThan(8)
  })

  it('has the names of enums under our numbers', () => {
    expect(schema.enums).toMatchObject(enumNumbers)
  })
})
