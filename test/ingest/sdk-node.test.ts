import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { sendByBothEncodings } from './sdk-rows.ts'

describe('a program under the stock SDK of Node', () => {
  const rows = sendByBothEncodings(
    (url, encoding) =>
      promisify(execFile)(process.execPath, [new URL('sdk-node-app.ts', import.meta.url).pathname], {
        env: {
          ...process.env,
          OTEL_EXPORTER_OTLP_ENDPOINT: url,
          OTEL_EXPORTER_OTLP_PROTOCOL: `http/${encoding}`,
          OTEL_EXPORTER_OTLP_COMPRESSION: encoding === 'protobuf' ? 'gzip' : 'none',
          OTEL_METRICS_EXPORTER: 'otlp',
          OTEL_LOGS_EXPORTER: 'otlp',
          OTEL_TRACES_EXPORTER: 'otlp',
        },
        timeout: 50_000,
      }),
    'TimeUnix, StartTimeUnix',
  )

  it('has its spans whole, and private', () => {
    const [parent, child] = rows.otel_traces!
    expect(parent).toMatchObject({
      Timestamp: '2026-11-22 05:10:06.000000000',
      TraceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      SpanId: '0000000000000001',
      ParentSpanId: '',
      SpanKind: 'Server',
      ServiceName: 'till',
      ScopeName: 'till',
      ScopeVersion: '1.2.3',
      Duration: '10000000',
      StatusCode: 'Unset',
      ResourceAttributes: { 'host.ip': '["[ip]"]', odd: '[]', 'process.pid': '7', 'service.name': 'till' },
      SpanAttributes: {
        'http.request.method': 'POST',
        'url.full': 'https://shop.test/checkout?coupon=[value]&page=[value]',
        'user_agent.name': 'Chrome',
        'user_agent.version': '120',
        'user_agent.os.name': 'Windows',
        big: '9007199254740991',
        negative: '-3',
        ratio: '0.1',
        huge: '1e+21',
        flag: 'false',
        list: '["a","b <c>"]',
        numbers: '[1,2.5]',
        umlaut: 'Grüße 日本 🎉',
      },
    })
    expect(Object.keys(parent!.SpanAttributes as object)).toEqual(
      Object.keys(parent!.SpanAttributes as object).toSorted(),
    )
    expect(child).toMatchObject({
      ParentSpanId: '0000000000000001',
      SpanKind: 'Client',
      StatusCode: 'Error',
      StatusMessage: 'card [card] refused',
      'Events.Name': ['attempt', 'exception'],
      'Links.SpanId': ['0000000000000001'],
      'Links.Attributes': [{ why: 'retry' }],
    })
    const events = child!['Events.Attributes'] as Record<string, string>[]
    expect(events[0]).toEqual({ mail: '[email]', number: '1' })
    expect(events[1]).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'no route to [ip]' })
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|example\.com|4111|hunter2|abc\.def|summer|Mozilla/)
  })

  it('has its log records, bodies of every kind', () => {
    const shared = {
      Timestamp: '2026-11-22 05:10:06.003000000',
      SpanId: '0000000000000001',
      SeverityNumber: 13,
      TraceFlags: 1,
    }
    expect(rows.otel_logs).toMatchObject([
      { ...shared, Body: 'AQL6', LogAttributes: { nested: '{"a":"","b":[1,{"c":2}]}' } },
      { ...shared, Body: '{"items":["x",1,null,true],"total":12.5}', EventName: 'order.placed' },
      { ...shared, Body: 'mail to [email] from [ip]', SeverityText: 'WARN', LogAttributes: { a: '1' }, EventName: '' },
    ])
  })

  it('has its metrics of four kinds', () => {
    expect(rows.otel_metrics_gauge).toMatchObject([{ MetricName: 'till.temperature', MetricUnit: 'Cel', Value: 21.5 }])
    expect(rows.otel_metrics_sum).toMatchObject([
      { MetricName: 'till.open', Value: -2, IsMonotonic: false, AggregationTemporality: 2 },
      { MetricName: 'till.sales', MetricDescription: 'Sales', Value: 3, IsMonotonic: true, Attributes: { shop: 'a' } },
    ])
    expect(rows.otel_metrics_histogram).toMatchObject([
      { MetricName: 'till.duration', Count: '4', Sum: 10.804, Min: 0.004, Max: 8, Attributes: { shop: 'a' } },
    ])
    const [point] = rows.otel_metrics_exponential_histogram!
    expect(point).toMatchObject({
      MetricName: 'till.exponential',
      Count: '4',
      ZeroCount: '0',
      AggregationTemporality: 2,
    })
    const counts = (point!.PositiveBucketCounts as string[]).reduce((sum, count) => sum + Number(count), 0)
    expect(counts).toBe(4)
  })
})
