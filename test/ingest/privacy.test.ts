import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowBlock } from '../../src/row-block.ts'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'

/** None of these may reach the journal, wherever in a request it stood. */
const canaries = {
  ip: '203.0.113.77',
  ip6: '2001:db8::77',
  email: 'canary@example.com',
  card: '4111 1111 1111 1111',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJlLWNhbmFyeQ',
  password: 'canary-hunter2',
  cookie: 'sid=canary-cookie',
  query: 'canary-query',
  agent: 'Mozilla/5.0 (canary) AppleWebKit/537.36 Chrome/120.1.2.3 Safari/537.36',
} as const

const everything = `from ${canaries.ip} and ${canaries.ip6} by ${canaries.email}, card ${canaries.card}, jwt ${canaries.token}, password=${canaries.password}`

const string = (key: string, stringValue: string): object => ({ key, value: { stringValue } })
const header = (name: string, stringValue: string): object => ({
  key: `http.request.header.${name}`,
  value: { arrayValue: { values: [{ stringValue }] } },
})
const map = (key: string, members: readonly object[]): object => ({ key, value: { kvlistValue: { values: members } } })

const attributes = [
  string('note', everything),
  string(canaries.email, 'an address as name'),
  string('client.address', canaries.ip),
  string('network.peer.address', canaries.ip),
  string('user_agent.original', canaries.agent),
  string('url.full', `https://ann:${canaries.password}@shop.test/find?q=${canaries.query}#${canaries.query}`),
  string('url.query', `?q=${canaries.query}`),
  string('password', canaries.password),
  header('authorization', `Bearer ${canaries.password}`),
  header('cookie', canaries.cookie),
  header('x-forwarded-for', canaries.ip),
  header('user-agent', canaries.agent),
  header('referer', `https://shop.test/?q=${canaries.query}`),
  map('req', [
    string('remoteAddress', canaries.ip),
    string('url', `/find?password=${canaries.password}`),
    map('headers', [
      string('cookie', canaries.cookie),
      string('user-agent', canaries.agent),
      string('host', canaries.ip),
    ]),
    string(canaries.email, 'an address as name'),
  ]),
]
const resource = { attributes: [...attributes, string('service.name', `shop of ${canaries.email}`)] }
const scope = { name: 'lib', attributes }
const time = '1795324206000000000'
const ids = { traceId: '01'.repeat(16), spanId: '02'.repeat(8) }
const span = {
  ...ids,
  name: everything,
  kind: 2,
  startTimeUnixNano: time,
  attributes,
  status: { code: 2, message: everything },
  events: [{ timeUnixNano: time, name: everything, attributes }],
  links: [{ ...ids, attributes }],
}
const log = { timeUnixNano: time, body: { stringValue: everything }, attributes, eventName: `mail.${canaries.email}` }
const point = {
  timeUnixNano: time,
  asInt: 1,
  attributes,
  exemplars: [{ timeUnixNano: time, asInt: 1, filteredAttributes: attributes }],
}
const structured = { ...log, body: { kvlistValue: { values: attributes } } }
const requests = {
  '/v1/traces': { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] },
  '/v1/logs': { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [log, structured] }] }] },
  '/v1/metrics': {
    resourceMetrics: [
      { resource, scopeMetrics: [{ scope, metrics: [{ name: 'm', gauge: { dataPoints: [point] } }] }] },
    ],
  },
}

const json = { 'content-type': 'application/json' }
let shared: DoorStore
let door: Door
beforeAll(async () => {
  shared = await openDoorStore()
  door = openDoor(shared)
})
afterAll(async () => {
  await door?.close()
  await shared?.close()
})

describe('what may name a person or open a door', () => {
  it.each(Object.entries(requests))('never gets into a block of %s', async (path, request) => {
    const blocks: RowBlock[] = []
    const own = openDoor(
      shared,
      {},
      { append: async (block) => void blocks.push({ ...block, bytes: Buffer.from(block.bytes) }) },
    )
    expect((await own.post(path, JSON.stringify(request), json)).status).toBe(200)
    await own.close()
    expect(blocks).toHaveLength(1)
    const written = Buffer.from(blocks[0]!.bytes).toString('latin1')
    for (const [kind, canary] of Object.entries(canaries)) expect(written.includes(canary), kind).toBe(false)
    expect(written).toContain('[email]')
  })

  it('leaves the coarse facts', async () => {
    await door.post('/v1/traces', JSON.stringify(requests['/v1/traces']), json)
    const [row] = await door.rows('otel_traces')
    const note = 'from [ip] and [ip] by [email], card [card], jwt [token], password=[secret]'
    expect(row!.SpanName).toBe(note)
    expect(row!.ServiceName).toBe('shop of [email]')
    expect(row!.SpanAttributes).toEqual({
      '[email]': 'an address as name',
      'http.request.header.referer': '["https://shop.test/?q=[value]"]',
      note,
      req: '{"[email]":"an address as name","headers":{"host":"[ip]","user-agent":"Chrome 120"},"url":"/find?password=[value]"}',
      'url.full': 'https://shop.test/find?q=[value]',
      'url.query': '?q=[value]',
      'user_agent.name': 'Chrome',
      'user_agent.version': '120',
    })
    expect(row!['Events.Name']).toEqual([note])
  })

  it('keeps the address of a server that a client span names, as text that is scrubbed', async () => {
    await door.empty()
    const toPeer = (kind: number, address: string): object => ({
      ...span,
      kind,
      attributes: [string('network.peer.address', address)],
    })
    const spans = [toPeer(3, 'db-1.internal'), toPeer(3, canaries.ip), toPeer(3, '127.0.0.1'), toPeer(2, 'anything')]
    await door.post('/v1/traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), json)
    const rows = await door.rows('otel_traces')
    const peers = rows.map(({ SpanAttributes }) => (SpanAttributes as Record<string, string>)['network.peer.address'])
    expect(peers.toSorted()).toEqual(['127.0.0.1', '[ip]', 'db-1.internal', undefined])
  })
})
