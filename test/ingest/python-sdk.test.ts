import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OtelTable } from '../../src/model.ts'
import { type Door, type DoorStore, openDoor, openDoorStore, type Row } from './door.ts'
import { openPython } from './python.ts'

const python = await openPython()
const missing = 'missing' in python ? python.missing : undefined
if (missing !== undefined) console.warn(`NOT RUN: a program under the SDK of Python. Missing: ${missing}`)

/** In CI nothing may be left out: there the suite runs, and fails. */
const leaveOut = missing !== undefined && process.env.CI !== 'true'

describe.skipIf(leaveOut)('a program under the SDK of Python', () => {
  let shared: DoorStore
  let door: Door
  let protobuf: Record<string, Row[]>
  let json: Record<string, Row[]>

  const run = async (url: string, encoding: string): Promise<Record<string, Row[]>> => {
    if ('missing' in python) throw new Error(python.missing)
    await door.empty()
    await promisify(execFile)(python.path, [join(import.meta.dirname, 'python-sdk-app.py'), url, encoding], {
      timeout: 60_000,
    })
    const tables: readonly (readonly [OtelTable, string])[] = [
      ['otel_traces', '*'],
      ['otel_logs', '*'],
      ['otel_metrics_gauge', '* EXCEPT (TimeUnix, StartTimeUnix)'],
      ['otel_metrics_sum', '* EXCEPT (TimeUnix, StartTimeUnix)'],
      ['otel_metrics_histogram', '* EXCEPT (TimeUnix, StartTimeUnix)'],
      ['otel_metrics_exponential_histogram', '* EXCEPT (TimeUnix, StartTimeUnix)'],
    ]
    const rows: Record<string, Row[]> = {}
    for (const [table, columns] of tables) {
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
    for (const table of Object.keys(protobuf)) expect(protobuf[table]!.length, table).toBeGreaterThan(0)
    expect(json).toEqual(protobuf)
  })

  it('has its spans whole, and private', () => {
    expect(protobuf.otel_traces).toMatchObject([
      {
        Timestamp: '2026-11-22 05:10:06.000000000',
        TraceId: '4bf92f3577b34da6a3ce929d0e0e4737',
        SpanId: '0000000000000001',
        SpanName: 'cook',
        SpanKind: 'Server',
        ServiceName: 'kitchen',
        ResourceAttributes: { 'host.ip': '[ip]', 'service.name': 'kitchen' },
        SpanAttributes: {
          done: 'true',
          'http.url': 'http://kitchen.test/cook?dish=[value]',
          largest: '9223372036854775807',
          share: '0.1',
          steps: '["boil","serve"]',
          'user_agent.name': 'python-requests',
          'user_agent.version': '2',
          whole: '3',
        },
        Duration: '2000000',
        StatusCode: 'Error',
        StatusMessage: 'burnt',
        'Events.Name': ['exception'],
      },
    ])
    const [attributes] = protobuf.otel_traces![0]!['Events.Attributes'] as [Record<string, string>]
    expect(attributes['exception.message']).toBe('no stove at [ip] for [email]')
    expect(attributes['exception.stacktrace']).toContain('ValueError: no stove at [ip] for [email]')
    expect(JSON.stringify(protobuf)).not.toMatch(/203\.0\.113|example\.com|"abc"|net\.peer\.ip/)
  })

  it('has its log records and metrics', () => {
    const shared = {
      ServiceName: 'kitchen',
      SeverityText: 'ERROR',
      SpanId: '0000000000000001',
      LogAttributes: { station: '4' },
    }
    expect(protobuf.otel_logs!.map(({ Body }) => Body)).toEqual([
      'order of [email]',
      '{"dish":"soup","hot":true,"n":[1,2.5]}',
    ])
    expect(protobuf.otel_logs).toMatchObject([shared, shared])
    expect(protobuf.otel_metrics_sum).toMatchObject([{ MetricName: 'dishes', Value: 5, Attributes: { dish: 'soup' } }])
    expect(protobuf.otel_metrics_gauge).toMatchObject([{ MetricName: 'stove', Value: 180.5 }])
    expect(protobuf.otel_metrics_histogram).toMatchObject([{ MetricName: 'wait', Count: '3', Max: 70 }])
    expect(protobuf.otel_metrics_exponential_histogram).toMatchObject([{ MetricName: 'heat', Count: '3', Min: 0.2 }])
  })
})
