import { expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

const megabyte = 1e6
const requests = 60

/** What outlives the request that made it. */
const outliving: readonly (readonly [name: string, make: string])[] = [
  ['timers', 'kept.push(setInterval(() => undefined, 1e9))'],
  ['functions bound to their context', 'kept.push(AsyncResource.bind(() => undefined))'],
  ['contexts of OpenTelemetry', "kept.push(trace.setSpan(context.active(), trace.getTracer('shop').startSpan('own')))"],
  ['spans of the API', 'kept.push(trace.getActiveSpan())'],
  ['promises that wait', 'kept.push(new Promise(() => undefined).then(() => undefined))'],
  ['sockets', "kept.push(net.connect(server.address().port, '127.0.0.1'))"],
]

const toCode = (make: string): string => `
const http = require('http'), net = require('net')
const { AsyncResource } = require('async_hooks')
const { context, trace } = require('@opentelemetry/api')
const kept = []
const server = http.createServer((request, response) => {
  if (request.url === '/memory') { globalThis.gc(); globalThis.gc(); return response.end(String(process.memoryUsage().external)) }
  request.large = Buffer.alloc(${megabyte}, 1)
  response.large = Buffer.alloc(${megabyte}, 1)
  ${make}
  response.end('ok')
}).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

test.each(outliving)('%s that outlive a request keep neither it nor its response', async (_, make) => {
  const app = start(toCode(make), { nodeArgs: ['--expose-gc'] })
  const port = await app.port
  for (let sent = 0; sent < requests; sent++) await send(port, '/')
  await receiver.waitFor(() => receiver.serverSpans().length >= requests)
  expect(Number((await send(port, '/memory')).body)).toBeLessThan((requests * megabyte) / 4)
})

test('baggage and ids go on after the end of a request', async () => {
  const app = start(`
const http = require('http')
const { propagation, context, trace } = require('@opentelemetry/api')
const server = http.createServer((request, response) => {
  response.end('ok')
  setTimeout(() => {
    trace.getTracer('shop').startSpan('late').end()
    console.log(propagation.getBaggage(context.active())?.getEntry('tenant')?.value)
  }, 50)
}).listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`)
  await send(await app.port, '/path?x=1', { headers: { baggage: 'tenant=blue' } })
  await receiver.waitFor(() => receiver.spans.length === 2 && receiver.logs.length === 1)
  const [server] = receiver.serverSpans()
  expect(receiver.spans.find(({ name }) => name === 'late')).toMatchObject({ parentSpanId: server?.spanId })
  expect(receiver.logs[0]).toMatchObject({ body: 'blue', traceId: server?.traceId, spanId: server?.spanId })
})
