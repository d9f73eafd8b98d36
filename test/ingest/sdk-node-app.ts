/**
 * A program under the stock SDK, with fixed ids and times, so that two runs must give the same rows. Endpoint and
 * protocol come from `OTEL_*`.
 */
import { context, logs, metrics, SeverityNumber, SpanKind, SpanStatusCode, trace, ValueType } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AggregationType } from '@opentelemetry/sdk-metrics'
import { NodeSDK } from '@opentelemetry/sdk-node'

let ids = 0
const sdk = new NodeSDK({
  autoDetectResources: false,
  resource: resourceFromAttributes({ 'service.name': 'till', 'host.ip': ['203.0.113.9'], 'process.pid': 7, odd: [] }),
  idGenerator: {
    generateTraceId: () => '4bf92f3577b34da6a3ce929d0e0e4736',
    generateSpanId: () => (++ids).toString(16).padStart(16, '0'),
  },
  views: [{ instrumentName: 'till.exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
})
sdk.start()

const tracer = trace.getTracer('till', '1.2.3')
const at = (ms: number): Date => new Date(1_795_324_206_000 + ms)
const parent = tracer.startSpan('POST /checkout', {
  kind: SpanKind.SERVER,
  startTime: at(0),
  attributes: {
    'http.request.method': 'POST',
    'url.full': 'https://shop.test/checkout?coupon=summer&page=2',
    'client.address': '203.0.113.7',
    'user_agent.original':
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'http.request.header.authorization': ['Bearer abc.def-123'],
    big: Number.MAX_SAFE_INTEGER,
    negative: -3,
    ratio: 0.1,
    huge: 1e21,
    flag: false,
    list: ['a', 'b <c>'],
    numbers: [1, 2.5],
    umlaut: 'Grüße 日本 🎉',
  },
})
const child = tracer.startSpan(
  'charge card',
  { kind: SpanKind.CLIENT, startTime: at(5), links: [{ context: parent.spanContext(), attributes: { why: 'retry' } }] },
  trace.setSpan(context.active(), parent),
)
child.addEvent('attempt', { number: 1, mail: 'ann@example.com' }, at(6))
child.recordException(new TypeError('no route to 203.0.113.7'), at(7))
child.setStatus({ code: SpanStatusCode.ERROR, message: 'card 4111111111111111 refused' })
child.end(at(8))
parent.end(at(10))

const logger = logs.getLogger('till', '1.2.3')
const withParent = trace.setSpan(context.active(), parent)
const record = { timestamp: at(3), observedTimestamp: at(4), context: withParent, severityNumber: SeverityNumber.WARN }
logger.emit({ ...record, severityText: 'WARN', body: 'mail to ann@example.com from 203.0.113.7', attributes: { a: 1 } })
logger.emit({
  ...record,
  eventName: 'order.placed',
  body: { total: 12.5, items: ['x', 1, null, true], password: 'hunter2' },
})
logger.emit({ ...record, body: new Uint8Array([1, 2, 250]), attributes: { nested: { b: [1, { c: 2 }], a: '' } } })

const meter = metrics.getMeter('till', '1.2.3')
meter
  .createCounter('till.sales', { unit: '{sale}', description: 'Sales', valueType: ValueType.INT })
  .add(3, { shop: 'a' })
meter.createUpDownCounter('till.open').add(-2)
meter.createGauge('till.temperature', { unit: 'Cel' }).record(21.5)
const histogram = meter.createHistogram('till.duration', { unit: 's' })
const exponential = meter.createHistogram('till.exponential', { unit: 's' })
for (const value of [0.004, 0.3, 2.5, 8]) {
  histogram.record(value, { shop: 'a' })
  exponential.record(value, { shop: 'a' })
}
await sdk.shutdown()
