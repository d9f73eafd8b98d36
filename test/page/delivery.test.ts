import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Page, startPage } from './start-page.ts'
import { bigTraceId, seedBigTraces } from './traces-big-seed.ts'

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

let hub: Page
beforeAll(async () => {
  hub = await startPage({ traces: 2000 })
  await seedBigTraces(hub.store, Date.now())
})
afterAll(() => hub?.close())

/** One request as it is on the wire: `fetch` would unpack the body and hide its size. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(`${hub.url}${path}`, { headers, method }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string>,
          body: Buffer.concat(parts),
        }),
      )
    })
    sent.on('error', reject).end()
  })

const unpack = { br: brotliDecompressSync, gzip: gunzipSync }
const html = { accept: 'text/html' }

const assetsOf = async (): Promise<string[]> => {
  const { body } = await get('/', html)
  return [...body.toString().matchAll(/(?:src|href)="\.(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '')
}

describe('answers of the API', () => {
  const trace = `/api/query/private/trace-detail?traceId=${bigTraceId}`

  test.each([
    ['br', 'gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip', 'gzip'],
    ['gzip where brotli is refused', 'br;q=0, *;q=0.5', 'gzip'],
  ] as const)(
    'a trace of ten thousand spans in %s is a tenth of its size, and the same',
    async (_name, accept, encoding) => {
      const plain = await get(trace)
      const packed = await get(trace, { 'accept-encoding': accept })
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(packed.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' })
      expect(Number(packed.headers['content-length'])).toBe(packed.body.length)
      expect(packed.body.length).toBeLessThan(plain.body.length / 10)
      expect(unpack[encoding](packed.body).equals(plain.body)).toBe(true)
    },
  )

  test('short ones go as they are, and say that they depend on what is accepted', async () => {
    const { headers, body } = await get('/api/session', { 'accept-encoding': 'br' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toBe('accept-encoding')
    expect(JSON.parse(body.toString())).toMatchObject({ tokenNeeded: false })
  })

  test('/metrics is compressed only when asked', async () => {
    expect((await get('/metrics')).headers['content-encoding']).toBeUndefined()
    const { headers, body } = await get('/metrics', { 'accept-encoding': 'gzip;q=1.0' })
    expect(headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(body).toString()).toContain('plainsight_journal_bytes')
  })

  test('OTLP is never answered compressed', async () => {
    const { status, headers } = await get('/v1/traces', { 'accept-encoding': 'br, gzip' }, 'POST')
    expect(status).toBeGreaterThanOrEqual(200)
    expect(headers['content-encoding']).toBeUndefined()
  })

  test('the live tail is a stream of plain lines', async () => {
    const answer = await fetch(`${hub.url}/api/logs/tail`, { headers: { 'accept-encoding': 'br, gzip' } })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(answer.headers.get('content-encoding')).toBeNull()
    await answer.body?.cancel()
  })
})

describe('files of the page', () => {
  test('scripts and styles come compressed, once and for a year', async () => {
    for (const path of (await assetsOf()).filter((name) => !name.includes('theme'))) {
      const plain = await get(path)
      for (const encoding of ['br', 'gzip'] as const) {
        const packed = await get(path, { 'accept-encoding': encoding })
        expect(packed.headers, path).toMatchObject({
          'content-encoding': encoding,
          'cache-control': 'public, max-age=31536000, immutable',
        })
        expect(packed.headers['content-type']).toBe(plain.headers['content-type'])
        expect(packed.headers.vary).toContain('accept-encoding')
        expect(unpack[encoding](packed.body).equals(plain.body), path).toBe(true)
        expect(packed.body.length).toBeLessThan(plain.body.length * 0.45)
      }
    }
  })

  test('the page itself is asked for anew each time, and answered with 304 when it is the same', async () => {
    const { headers } = await get('/traces', html)
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers.etag).toMatch(/^(W\/)?"/)
    const again = await get('/traces', { ...html, 'if-none-match': String(headers.etag) })
    expect(again.status).toBe(304)
    expect(again.body.length).toBe(0)
  })

  test('the whole page, every view of it, stays under 110 kB as it is sent', async () => {
    const seen = new Set<string>()
    const read = async (path: string): Promise<number> => {
      if (seen.has(path)) return 0
      seen.add(path)
      const text = (await get(path)).body.toString()
      const size = (await get(path, { 'accept-encoding': 'gzip, deflate, br, zstd' })).body.length
      const found = [...text.matchAll(/[\w-]+-[\w-]{8}\.(?:js|css)/g)].map(([name]) => `/assets/${name}`)
      const rest = await Promise.all(found.map(read))
      return rest.reduce((sum, each) => sum + each, size)
    }
    const sizes = await Promise.all((await assetsOf()).map(read))
    const total = sizes.reduce((sum, each) => sum + each, 0)
    expect(seen.size).toBeGreaterThan(15)
    expect(total).toBeLessThan(110_000)
  })
})

describe('addresses that people guess', () => {
  const id = '0dd0dd0dd0dd0dd0dd0dd0dd0dd0dd00'
  test.each([
    [`/traces/${id}`, `../trace?id=${id}`],
    [`/trace/${id.toUpperCase()}/`, `../../trace?id=${id}`],
    [`/traces/${id}?span=00000000000000a4`, `../trace?span=00000000000000a4&id=${id}`],
    [`/behind/a/proxy/traces/${id}`, `../../../../trace?id=${id}`],
    ['/logs/', '../logs'],
    ['/behind/a/proxy/logs?q=a+b', '../../../logs?q=a+b'],
    ['/traces/my-trace', '../trace?id=my-trace'],
    ['/explore?metric=a', 'metrics?metric=a'],
  ])('%s leads to %s', async (path, location) => {
    const { status, headers } = await get(path, html)
    expect(status).toBe(302)
    expect(headers.location).toBe(location)
  })

  test.each(['/nowhere', '/logs/today?q=a+b', '/nowhere/', '//evil.example.com'])(
    '%s is not found, and the page says so',
    async (path) => {
      const { status, headers, body } = await get(path, html)
      expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type: 'text/html; charset=utf-8' })
      expect(body.toString()).toContain('<div id="app">')
    },
  )

  test.each([
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    [
      'Prometheus',
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'text/plain',
    ],
    ['curl', '*/*', 'text/plain'],
    ['nothing', '', 'text/plain'],
    ['HTML at least', 'text/plain, text/html;q=0.5', 'text/plain'],
    ['HTML as much as anything', 'text/html, */*', 'text/plain'],
    ['no HTML', 'text/html;q=0', 'text/plain'],
  ])('/metrics for %s', async (_who, accept, type) => {
    const { status, headers } = await get('/metrics', accept ? { accept } : {})
    expect(status).toBe(200)
    expect(headers['content-type']).toContain(type)
    expect(headers.vary).toContain('accept')
  })

  test('programs are told that there is nothing', async () => {
    expect((await get(`/traces/${id}`)).status).toBe(404)
  })
})
