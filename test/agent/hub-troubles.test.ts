import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { send, startApp } from './app.ts'
import { openReceiver } from './receiver.ts'

const code = `
const server = require('http').createServer((req, res) => {
  if (req.url === '/memory') { globalThis.gc(); const { heapUsed, external } = process.memoryUsage(); return res.end(String(heapUsed + external)) }
  res.end('ok')
}).listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

const memoryOf = async (port: number): Promise<number> => Number((await send(port, '/memory')).body)

/** Sends many requests, a few at a time; answers the time that half of them took at most, in ms. */
const load = async (port: number, count: number): Promise<number> => {
  const times: number[] = []
  for (let sent = 0; sent < count; sent += 20) {
    const begun = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => send(port, '/load')))
    times.push(performance.now() - begun)
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}

type Trouble = (request: IncomingMessage, response: ServerResponse) => boolean
const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): Trouble =>
  (_, response) => {
    response.writeHead(status, headers).end(body)
    return true
  }

describe('the app goes on as ever, and sending is resumed by itself', () => {
  test.each<readonly [string, Trouble | undefined, boolean]>([
    ['while nobody listens', undefined, true],
    ['while the receiver never answers', () => true, true],
    ['while it hangs up', (request) => Boolean(request.socket.destroy()), true],
    ['while it is busy (429)', answering(429, { 'retry-after': '1' }), true],
    ['while it is down (503)', answering(503), true],
    ['when it refuses (400)', answering(400), false],
    ['when it fails (500)', answering(500, {}, 'x'.repeat(100_000)), false],
    ['when it answers garbage', answering(200, {}, '\n\u00ff\u00fe garbage'), false],
  ])('%s', async (_, trouble, resumes) => {
    const port = await findFreePort()
    const first = await openReceiver(port)
    first.answer = trouble
    if (!trouble) await first.close()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: first.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      PLAINSIGHT_EXPORT_MAX_BYTES: '65536',
      PLAINSIGHT_LOG_CAPTURE: 'none',
    }
    const app = startApp(code, { env, nodeArgs: ['--expose-gc'] })
    const appPort = await app.port
    await load(appPort, 100)
    const before = await memoryOf(appPort)
    expect(await load(appPort, 1500)).toBeLessThan(500)
    expect((await memoryOf(appPort)) - before).toBeLessThan(8 * 1024 * 1024)
    const receiver = trouble ? first : await openReceiver(port)
    receiver.answer = undefined
    await send(appPort, '/after')
    await receiver.waitFor(() => receiver.spans.some((span) => span.attributes['url.path'] === '/after'), 20_000)
    // What fitted into memory was kept; the oldest made room.
    if (resumes)
      expect(receiver.spans.filter((span) => span.attributes['url.path'] === '/load').length).toBeGreaterThan(50)
    if (resumes) await receiver.waitFor(() => app.stderr().includes('plainsight: '))
    const said = app.stderr().split('\n').filter(Boolean)
    expect(said.length).toBeLessThanOrEqual(2)
    expect(said.filter((line) => !line.startsWith('plainsight: '))).toEqual([])
    await app.stop()
    await receiver.close()
  })

  test('a receiver that closes its kept connections costs nothing and is not worth a word', async () => {
    const receiver = await openReceiver()
    const app = startApp(code, { receiver })
    const port = await app.port
    await send(port, '/first')
    await receiver.waitFor(() => receiver.spans.length === 1)
    // The next export finds the connection gone at the very moment it writes to it.
    let hungUp = 0
    receiver.answer = (request) => hungUp++ === 0 && Boolean(request.socket.destroy())
    await send(port, '/second')
    await receiver.waitFor(() => receiver.spans.length === 2)
    expect(hungUp).toBe(2)
    expect(app.stderr()).toBe('')
    await app.stop()
    await receiver.close()
  })

  test('a name that does not resolve, and a URL that is none', async () => {
    for (const endpoint of ['http://nowhere.invalid:4318', 'not a url']) {
      const app = startApp(code, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } })
      expect((await send(await app.port, '/')).status).toBe(200)
      await app.stop('SIGTERM')
      expect((await app.ended).signal).toBe('SIGTERM')
    }
  })
})
