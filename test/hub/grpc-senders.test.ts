import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { type GrpcHub, openGrpcHub } from './grpc-hub.ts'
import { openSenders } from './grpc-senders.ts'

const senders = await openSenders()

let hub: GrpcHub
beforeAll(async () => {
  hub = await openGrpcHub()
})
afterAll(() => hub?.close())

/** Rows of a service, once all three signals are there. */
const findRows = (service: string): Promise<object> =>
  eventually(`all signals of ${service}`, async () => {
    const ask = async (sql: string): Promise<readonly object[]> =>
      (await hub.store.query<object>(`${sql} WHERE ServiceName = '${service}'`)).rows
    const spans = await ask('SELECT SpanName FROM otel_traces')
    const records = await ask('SELECT Body, toInt32(SeverityNumber) AS Severity FROM otel_logs')
    const points = (await ask('SELECT MetricName, Value FROM otel_metrics_sum')).filter(
      (row) => 'MetricName' in row && row.MetricName === 'jobs',
    )
    return spans.length > 0 && records.length > 0 && points.length > 0 ? { spans, records, points } : undefined
  })

describe.each(senders)('$name', (sender) => {
  const isOut = leaveOut(`OTLP over gRPC by ${sender.name}`, sender)
  const service = sender.name.replace(/\W+/g, '-')
  const send = (port: number): Promise<string> => {
    if ('missing' in sender) throw new Error(sender.missing)
    return sender.send(`http://127.0.0.1:${port}`, service)
  }

  test.skipIf(isOut)('brings a span, a log record and a point', async () => {
    const written = await send(hub.grpcPort)
    expect(await findRows(service), written).toEqual({
      spans: [{ SpanName: 'work' }],
      records: [{ Body: 'worked', Severity: 13 }],
      points: [{ MetricName: 'jobs', Value: 3 }],
    })
    expect(written).not.toMatch(/UNAVAILABLE|RST_STREAM|PROTOCOL_ERROR|failed/i)
  })

  test.skipIf(isOut)('reads on the port of HTTP where to go, and does not wait', async () => {
    const written = await send(hub.httpPort)
    expect(written).toContain('This port accepts OTLP over HTTP')
    expect(decodeURIComponent(written.replace(/%(?![\dA-F]{2})/g, ''))).toContain(`gRPC to port ${hub.grpcPort}`)
  })
})
