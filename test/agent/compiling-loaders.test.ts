import { expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, serving, start } from './watch.ts'

/** TypeScript that Node itself could not run: an enum. */
const setup = `
import { trace } from '@opentelemetry/api'
enum Path { inner = '/inner' }
const get = (port: number): Promise<void> =>
  new Promise((resolve) => http.get({ port, host: '127.0.0.1', path: Path.inner }, (answer) => answer.resume().on('end', () => resolve())))`

const handler = `
  if (request.url === '/outer') {
    const { port } = server.address() as { port: number }
    void trace.getTracer('shop').startActiveSpan('own', async (span) => {
      await (await fetch('http://127.0.0.1:' + port + Path.inner)).text()
      await get(port)
      console.log('in the request')
      span.end()
      response.end('outer')
    })
    return
  }`

// Such a loader compiles again what the agent requires after it.
test.each(['require', 'import'] as const)(
  'under tsx, with --%s, spans keep their parents and exports are no spans',
  async (hook) => {
    const app = start(serving(setup, handler), { hook, kind: 'mts', nodeArgs: ['--import', 'tsx'] })
    const port = await app.port
    // Were exports traced, those of the first request would have arrived with the spans of the third.
    const rounds = 3
    for (let round = 1; round <= rounds; round++) {
      await send(port, '/outer')
      await receiver.waitFor(() => receiver.spans.length >= round * 6 && receiver.logs.length === round)
    }
    expect(receiver.spans).toHaveLength(rounds * 6)
    const roots = receiver.serverSpans().filter(({ parentSpanId }) => parentSpanId === '')
    expect(roots.map(({ attributes }) => attributes['url.path'])).toEqual(Array(rounds).fill('/outer'))
    for (const span of receiver.spans) {
      const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId)
      expect(parent?.traceId ?? span.traceId).toBe(span.traceId)
      expect(roots.includes(span) || parent !== undefined).toBe(true)
    }
    expect(receiver.logs.map(({ traceId }) => traceId).toSorted()).toEqual(
      roots.map(({ traceId }) => traceId).toSorted(),
    )
    expect(app.stderr()).toBe('')
  },
)
