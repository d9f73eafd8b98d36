import { expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

/** What an app does to the span of its request, to a span of its own, and to a log line. */
const code = `
const http = require('http')
const log = require('pino')({}, { write: () => {} })
const { trace } = require('@opentelemetry/api')
const link = (n) => ({ context: { traceId: String(n).repeat(32), spanId: String(n).repeat(16), traceFlags: 1 }, attributes: { a: 1, b: 2, c: 3 } })
const load = (span) => {
  span.setAttributes({ one: 'x'.repeat(50), two: ['y'.repeat(50), 'z'], three: 3 }).setAttribute('one', 'w'.repeat(50))
  for (const n of [1, 2, 3]) span.addEvent('event ' + n, { a: 'v'.repeat(50), b: 2, c: 3 }).addLink(link(n))
}
http.createServer((req, res) => {
  load(trace.getActiveSpan())
  trace.getTracer('shop').startActiveSpan('own', (span) => { load(span); span.end() })
  log.child({ one: 'x'.repeat(50) }).info({ two: 'y'.repeat(50), three: 3, four: 4 }, 'line')
  res.end('ok')
}).listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`

const run = async (env: Record<string, string>): Promise<void> => {
  await send(await start(code, { env: { PLAINSIGHT_LOG_CAPTURE: 'pino', ...env } }).port, '/')
  await receiver.waitFor(() => receiver.spans.length === 2 && receiver.logs.length === 1)
}

const longest = (length: number, text: string): string => text.repeat(length)

test('spans keep what OTEL_SPAN_*, OTEL_EVENT_* and OTEL_LINK_* allow, the one of the request as any other', async () => {
  await run({
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2',
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '2',
    OTEL_SPAN_LINK_COUNT_LIMIT: '1',
    OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '1',
    OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '2',
  })
  for (const span of receiver.spans) {
    expect(span.attributes, span.name).toMatchObject({ one: longest(10, 'w'), two: [longest(10, 'y'), 'z'] })
    expect(span.attributes).not.toHaveProperty('three')
    expect(span.events).toEqual([
      { name: 'event 2', attributes: { a: longest(10, 'v') }, dropped: 2 },
      { name: 'event 3', attributes: { a: longest(10, 'v') }, dropped: 2 },
    ])
    expect(span.links).toEqual([{ traceId: '3'.repeat(32), spanId: '3'.repeat(16), dropped: 1 }])
    expect(span.dropped).toEqual({ attributes: 1, events: 1, links: 2 })
  }
  expect(receiver.serverSpans()[0]?.attributes).toMatchObject({ 'url.path': '/', 'http.response.status_code': 200 })
  expect(receiver.logs[0]?.attributes).toMatchObject({ one: longest(50, 'x'), two: longest(50, 'y'), three: 3 })
})

test('log records keep what OTEL_LOGRECORD_* allow, bindings and fields together', async () => {
  await run({ OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10' })
  const [log] = receiver.logs
  const { request_id, ...own } = log?.attributes ?? {}
  expect(own).toEqual({ one: longest(10, 'x'), two: longest(10, 'y') })
  expect(log?.dropped).toBe(2)
  for (const span of receiver.spans) expect(span.attributes).toMatchObject({ one: longest(50, 'w'), three: 3 })
})

test('OTEL_ATTRIBUTE_* hold for both, and those of a signal come first', async () => {
  await run({ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5', OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7' })
  for (const span of receiver.spans) expect(span.attributes).toMatchObject({ one: longest(7, 'w') })
  expect(receiver.logs[0]?.attributes).toMatchObject({ one: longest(5, 'x') })
})
