import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { openPython } from './python.ts'
import { sendByBothEncodings } from './sdk-rows.ts'

const suite = 'a program under the SDK of Python'
const python = await openPython()

describe.skipIf(leaveOut(suite, python))(suite, () => {
  const rows = sendByBothEncodings(async (url, encoding) => {
    if ('missing' in python) throw new Error(python.missing)
    const program = join(import.meta.dirname, 'python-sdk-app.py')
    await promisify(execFile)(python.path, [program, url, encoding], { timeout: 60_000 })
  }, 'TimeUnix, StartTimeUnix')

  it('has its spans whole, and private', () => {
    expect(rows.otel_traces).toMatchObject([
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
    const [attributes] = rows.otel_traces![0]!['Events.Attributes'] as [Record<string, string>]
    expect(attributes['exception.message']).toBe('no stove at [ip] for [email]')
    expect(attributes['exception.stacktrace']).toContain('ValueError: no stove at [ip] for [email]')
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|example\.com|"abc"|net\.peer\.ip/)
  })

  it('has its log records and metrics', () => {
    const shared = {
      ServiceName: 'kitchen',
      SeverityText: 'ERROR',
      SpanId: '0000000000000001',
      LogAttributes: { station: '4' },
    }
    expect(rows.otel_logs!.map(({ Body }) => Body)).toEqual([
      'order of [email]',
      '{"dish":"soup","hot":true,"n":[1,2.5]}',
    ])
    expect(rows.otel_logs).toMatchObject([shared, shared])
    expect(rows.otel_metrics_sum).toMatchObject([{ MetricName: 'dishes', Value: 5, Attributes: { dish: 'soup' } }])
    expect(rows.otel_metrics_gauge).toMatchObject([{ MetricName: 'stove', Value: 180.5 }])
    expect(rows.otel_metrics_histogram).toMatchObject([{ MetricName: 'wait', Count: '3', Max: 70 }])
    expect(rows.otel_metrics_exponential_histogram).toMatchObject([{ MetricName: 'heat', Count: '3', Min: 0.2 }])
  })
})
