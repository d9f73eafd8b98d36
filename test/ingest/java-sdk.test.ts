import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OtelTable } from '../../src/model.ts'
import { type Door, type DoorStore, openDoor, openDoorStore, type Row } from './door.ts'
import { openJava } from './java.ts'

const java = await openJava()
const missing = 'missing' in java ? java.missing : undefined
if (missing !== undefined) console.warn(`NOT RUN: a program under the SDK of Java. Missing: ${missing}`)

/** In CI nothing may be left out: there the suite runs, and fails. */
const leaveOut = missing !== undefined && process.env.CI !== 'true'

const tables: readonly OtelTable[] = [
  'otel_traces',
  'otel_logs',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exponential_histogram',
]

describe.skipIf(leaveOut)('a program under the SDK of Java', () => {
  let shared: DoorStore
  let door: Door
  let protobuf: Record<string, Row[]>
  let json: Record<string, Row[]>

  const run = async (url: string, encoding: string): Promise<Record<string, Row[]>> => {
    if ('missing' in java) throw new Error(java.missing)
    await door.empty()
    await java.run(join(import.meta.dirname, 'JavaSdkApp.java'), [url, encoding])
    const rows: Record<string, Row[]> = {}
    for (const table of tables) {
      // Exemplars have the time of the machine's clock, whatever clock the SDK is given.
      const columns = table.startsWith('otel_metrics') ? '* EXCEPT (`Exemplars.TimeUnix`)' : '*'
      rows[table] = (await shared.store.query<Row>(`SELECT ${columns} FROM ${table} ORDER BY ALL`)).rows
    }
    return rows
  }

  beforeAll(async () => {
    shared = await openDoorStore()
    door = openDoor(shared)
    const url = await door.listen()
    protobuf = await run(url, 'protobuf')
    json = await run(url, 'json')
  }, 180_000)
  afterAll(async () => {
    await door?.close()
    await shared?.close()
  })

  it('gives the same rows by protobuf and by JSON', () => {
    for (const table of tables) expect(protobuf[table]!.length, table).toBeGreaterThan(0)
    expect(json).toEqual(protobuf)
  })

  it('has its spans whole, and private', () => {
    const [parent, child] = protobuf.otel_traces!
    expect(parent).toMatchObject({
      Timestamp: '2026-11-22 05:10:06.000000000',
      TraceId: '4bf92f3577b34da6a3ce929d0e0e4738',
      SpanId: '0000000000000001',
      SpanName: 'POST /bake',
      SpanKind: 'Server',
      ServiceName: 'oven',
      ScopeVersion: '2.0',
      Duration: '2000000',
      ResourceAttributes: { 'host.ip': '[ip]', 'service.name': 'oven' },
      SpanAttributes: {
        done: 'true',
        empty: '[]',
        largest: '9223372036854775807',
        share: '0.1',
        smallest: '-9223372036854775808',
        steps: '["knead","bake"]',
        'url.full': 'http://oven.test/bake?dish=[value]',
        'user_agent.name': 'okhttp',
      },
    })
    expect(child).toMatchObject({
      ParentSpanId: '0000000000000001',
      StatusCode: 'Error',
      StatusMessage: 'cold: [email]',
      'Events.Name': ['hot', 'exception'],
      'Links.Attributes': [{ why: 'again' }],
    })
    const [, exception] = child!['Events.Attributes'] as Record<string, string>[]
    expect(exception!['exception.message']).toBe('no gas at [ip] for [email]')
    expect(exception!['exception.stacktrace']).toContain('IllegalStateException: no gas at [ip] for [email]')
    expect(JSON.stringify(protobuf)).not.toMatch(/203\.0\.113|example\.com|"abc"/)
  })

  it('has its log records, bodies of every kind', () => {
    const [line, event] = protobuf.otel_logs!.toSorted((a, b) => String(a.EventName).localeCompare(String(b.EventName)))
    expect(line).toMatchObject({
      Body: 'bread for [email]',
      SeverityText: 'WARN',
      SeverityNumber: 13,
      SpanId: '0000000000000001',
      LogAttributes: { rack: '2' },
    })
    expect(event).toMatchObject({ EventName: 'bread.baked', Body: '{"kinds":["rye",true],"loaves":3,"raw":"AQL6"}' })
  })

  it('has its metrics with the exemplars that the SDK adds', () => {
    const exemplar = {
      'Exemplars.TraceId': ['4bf92f3577b34da6a3ce929d0e0e4738'],
      'Exemplars.SpanId': ['0000000000000001'],
    }
    expect(protobuf.otel_metrics_sum).toMatchObject([
      { ...exemplar, MetricName: 'loaves', Value: 5, IsMonotonic: true, 'Exemplars.Value': [5] },
    ])
    expect(protobuf.otel_metrics_gauge).toMatchObject([{ MetricName: 'temperature', Value: 230.5 }])
    expect(protobuf.otel_metrics_histogram).toMatchObject([
      { ...exemplar, MetricName: 'wait', Count: '1', Sum: 0.3, 'Exemplars.Value': [0.3], Attributes: { kind: 'rye' } },
    ])
    expect(protobuf.otel_metrics_exponential_histogram).toMatchObject([
      { ...exemplar, MetricName: 'heat', Count: '1', Min: 70, Max: 70, 'Exemplars.Value': [70] },
    ])
  })
})
