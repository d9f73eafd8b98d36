import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { openJava } from './java.ts'
import { sendByBothEncodings } from './sdk-rows.ts'

const suite = 'a program under the SDK of Java'
const java = await openJava()

describe.skipIf(leaveOut(suite, java))(suite, () => {
  const rows = sendByBothEncodings(async (url, encoding) => {
    if ('missing' in java) throw new Error(java.missing)
    await java.run(join(import.meta.dirname, 'JavaSdkApp.java'), [url, encoding])
    // The time of exemplars is the machine's, whatever clock the SDK is given.
  }, '`Exemplars.TimeUnix`')

  it('has its spans whole, and private', () => {
    const [parent, child] = rows.otel_traces!
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
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|example\.com|"abc"/)
  })

  it('has its log records, bodies of every kind', () => {
    const [line, event] = rows.otel_logs!.toSorted((a, b) => String(a.EventName).localeCompare(String(b.EventName)))
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
    expect(rows.otel_metrics_sum).toMatchObject([
      { ...exemplar, MetricName: 'loaves', Value: 5, IsMonotonic: true, 'Exemplars.Value': [5] },
    ])
    expect(rows.otel_metrics_gauge).toMatchObject([{ MetricName: 'temperature', Value: 230.5 }])
    expect(rows.otel_metrics_histogram).toMatchObject([
      { ...exemplar, MetricName: 'wait', Count: '1', Sum: 0.3, 'Exemplars.Value': [0.3], Attributes: { kind: 'rye' } },
    ])
    expect(rows.otel_metrics_exponential_histogram).toMatchObject([
      { ...exemplar, MetricName: 'heat', Count: '1', Min: 70, Max: 70, 'Exemplars.Value': [70] },
    ])
  })
})
