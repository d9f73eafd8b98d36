import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type App, send } from './app.ts'
import { receiver, start } from './watch.ts'

/** Certificates for localhost, self-signed, for a hundred years, for these tests alone. */
const pathOf = (name: string): string => join(import.meta.dirname, 'tls', name)
const read = (name: string): string => readFileSync(pathOf(name), 'utf8')

const code = (end: string): string => `
const server = require('http').createServer((req, res) => res.end('ok', () => { ${end} }))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

let url: string
/** Names that clients showed. */
let shown: string[]
beforeEach(async () => {
  shown = []
  const options = { key: read('server.key'), cert: read('server.pem'), ca: read('client.pem') }
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate()
    shown.push(String(subject?.CN))
    receiver.take(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://localhost:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
})

const trusting = { OTEL_EXPORTER_OTLP_CERTIFICATE: pathOf('server.pem') }
const serve = async (env: Record<string, string>, end = ''): Promise<App> => {
  const app = start(code(end), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, PLAINSIGHT_LOG_CAPTURE: 'none', ...env } })
  await send(await app.port, '/')
  return app
}

/** A way to a receiver that is far: what it answers comes later. */
const openDistance = async (port: number, milliseconds: number): Promise<number> => {
  const distance = createTcpServer((socket) => {
    const far = connect(port, '127.0.0.1')
    for (const side of [socket, far]) side.on('error', () => socket.destroy())
    socket.pipe(far)
    far.on('data', (bytes) => setTimeout(() => socket.write(bytes), milliseconds))
    onTestFinished(() => void far.destroy())
  })
  await new Promise<void>((resolve) => distance.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void distance.close())
  return (distance.address() as AddressInfo).port
}

describe('an https receiver', () => {
  test('that is far away gets what an app sends that does little else', async () => {
    url = `https://localhost:${await openDistance(Number(new URL(url).port), 150)}`
    const app = start("console.log('line'); setInterval(() => undefined, 1e6)", {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...trusting },
    })
    await receiver.waitFor(() => receiver.logs[0])
    expect(app.stderr()).toBe('')
  })

  test('is trusted by the certificate of OTEL_EXPORTER_OTLP_CERTIFICATE', async () => {
    const app = await serve(trusting)
    await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(app.stderr()).toBe('')
    expect(shown).toEqual(['undefined'])
  })

  test('is shown the certificate of the signal before the general one', async () => {
    await serve({
      ...trusting,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: pathOf('server.key'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: pathOf('server.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: pathOf('client.key'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: pathOf('client.pem'),
    })
    await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(shown).toEqual(['plainsight test client'])
  })

  test('is trusted at the last moment of a process too', async () => {
    const app = await serve({ ...trusting, OTEL_BSP_SCHEDULE_DELAY: '60000' }, 'process.exit(0)')
    await app.ended
    await receiver.waitFor(() => receiver.serverSpans()[0])
  })

  test('that nobody vouches for gets nothing, and that is said', async () => {
    const app = await serve({})
    await receiver.waitFor(() => app.stderr().includes('SELF_SIGNED_CERT'))
    expect(receiver.spans).toEqual([])
  })

  test('a file that is not there is named, and the app runs on', async () => {
    const app = await serve({ OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem' })
    await receiver.waitFor(() => app.stderr().includes('/nowhere/ca.pem'))
    expect(app.stderr().trim().split('\n')).toHaveLength(1)
  })
})
