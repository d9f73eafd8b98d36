import { expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

/**
 * Makes as many spans or lines in one go as the path says: a second of a busy machine, in which nothing can be sent.
 */
const code = `
const http = require('http')
const { trace } = require('@opentelemetry/api')
const log = require('pino')({}, { write: () => undefined })
// A minute of the agent's is a moment here.
const wait = globalThis.setTimeout
globalThis.setTimeout = (work, time, ...rest) => wait(work, time === 60000 ? 300 : time, ...rest)
http.createServer((request, response) => {
  const [, what, count] = request.url.split('/')
  const tracer = trace.getTracer('shop')
  for (let n = 0; n < Number(count); n++) {
    if (what === 'spans') tracer.startSpan('own').end()
    else log.info({ n }, 'line')
  }
  response.end('ok')
}).listen(0, '127.0.0.1', function () { process.stdout.write('PORT ' + this.address().port + '\\n') })`

const burst = 12_000

test('a burst of spans and log records arrives whole', async () => {
  const app = start(code)
  const port = await app.port
  await send(port, `/spans/${burst}`)
  await send(port, `/lines/${burst}`)
  await receiver.waitFor(() => receiver.spans.length === burst + 2 && receiver.logs.length === burst)
  expect(app.stderr()).toBe('')
})

test('OTEL_BSP_MAX_QUEUE_SIZE and OTEL_BLRP_MAX_QUEUE_SIZE limit their number, where they are set', async () => {
  receiver.answer = (_, response) => Boolean(response.writeHead(503).end())
  const app = start(code, { env: { OTEL_BSP_MAX_QUEUE_SIZE: '1000', OTEL_BLRP_MAX_QUEUE_SIZE: '2000' } })
  const port = await app.port
  await send(port, '/spans/5000')
  await send(port, '/lines/5000')
  await receiver.waitFor(() => /spans were lost/.test(app.stderr()) && /records were lost/.test(app.stderr()))
  receiver.answer = undefined
  await receiver.waitFor(() => receiver.spans.length > 0 && receiver.logs.length > 0)
  await app.stop('SIGTERM')
  expect(receiver.spans.length).toBeLessThanOrEqual(1000)
  expect(receiver.logs.length).toBeLessThanOrEqual(2000)
})

test('what is lost is counted to the last, at once and for each minute that it goes on', async () => {
  receiver.answer = (_, response) => Boolean(response.writeHead(503).end())
  const app = start(code, { env: { PLAINSIGHT_EXPORT_MAX_BYTES: '65536', PLAINSIGHT_LOG_CAPTURE: 'none' } })
  const port = await app.port
  const bursts = 6
  const reports = (): string[] =>
    app
      .stderr()
      .split('\n')
      .filter((line) => line.includes(' lost'))
  for (let sent = 0; sent < bursts; sent++) {
    const before = reports().length
    await send(port, '/spans/2000')
    await receiver.waitFor(() => reports().length > before)
  }
  await app.stop('SIGTERM')
  const lines = reports()
  expect(lines[0]).toMatch(/^plainsight: \d+ spans were lost: the queue is full$/)
  expect(lines[1]).toMatch(/^plainsight: \d+ more spans were lost, \d+ so far: the queue is full$/)
  expect(lines.at(-1)).toMatch(
    /^plainsight: \d+ more spans were lost, \d+ so far: the process ended before delivery \(HTTP 503\)$/,
  )
  const counts = lines.map((line) => Number(/plainsight: (\d+)/.exec(line)?.[1]))
  const all = bursts * (2000 + 1)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all)
  expect(lines.at(-1)).toContain(`, ${all} so far`)
  expect(lines.length).toBeLessThan(3 * bursts)
})
