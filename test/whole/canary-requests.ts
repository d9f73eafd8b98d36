import type { Signal } from '../../src/model.ts'
import { requestTypes } from '../agent/otlp-schema.ts'

/**
 * What may name a person or open a door. Every one that has letters holds the word `canary`, so that a search for it
 * finds parts of them as well.
 */
export const planted = {
  ip: '203.0.113.77',
  ipv6: '2001:db8::77',
  mappedIp: '::ffff:203.0.113.78',
  email: 'canary@example.com',
  escapedEmail: 'canary%40example.com',
  card: '4111 1111 1111 1111',
  // {"canary":1}
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJlLWNhbmFyeQ',
  awsKey: 'AKIACANARYCANARY1234',
  gitHubToken: `ghp_${'canary'.repeat(6)}`,
  password: 'canary-hunter2',
  cookie: 'sid=canary-cookie; theme=canary-dark',
  query: 'canary-query',
  agent: 'Mozilla/5.0 (canary; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.1.2.3 Safari/537.36',
  // canary:hunter2
  basic: 'Y2FuYXJ5Omh1bnRlcjI=',
} as const

/** What is looked for: in letters of any case. */
export const canaries: readonly string[] = [
  'canary',
  '203.0.113.7',
  '2001:db8',
  '2001:0db8',
  'canary@',
  'canary%40',
  '4111 1111',
  '4111111111',
  'eyjjyw5hcnki',
  'c2lnbmf0dxjl',
  'y2fuyxj5omh1',
]

/** What has no reason to go: if a search does not find these, the search is broken. */
export const kept = 'harmless-goldfinch'

const everything = [
  `from ${planted.ip}:443 and [${planted.ipv6}]:80 and ${planted.mappedIp}`,
  `by ${planted.email} (${planted.escapedEmail})`,
  `card ${planted.card}, jwt ${planted.jwt}, Authorization: Bearer canary-opaque-1234567890, Basic ${planted.basic}`,
  `keys ${planted.awsKey} ${planted.gitHubToken} password=${planted.password} {"api_key":"canary-api-key"}`,
  `at postgres://canary:${planted.password}@db/shop and /find?token=canary-token-1 ${kept}`,
].join('; ')

type Value = { readonly [kind: string]: unknown }
const text = (stringValue: string): Value => ({ stringValue })
const list = (...values: readonly Value[]): Value => ({ arrayValue: { values } })
const map = (...values: readonly object[]): Value => ({ kvlistValue: { values } })
const pair = (key: string, value: Value | string): object => ({
  key,
  value: typeof value === 'string' ? text(value) : value,
})
const header = (name: string, value: string): object => pair(`http.request.header.${name}`, list(text(value)))

const attributes = [
  pair('note', everything),
  pair('notes', list(text(everything), map(pair('deep', list(text(everything)))))),
  pair(kept, kept),
  pair(planted.email, 'an address as name'),
  ...['client.address', 'network.peer.address', 'net.peer.ip', 'http.client_ip', 'source.address', 'host.ip'].map(
    (name) => pair(name, planted.ip),
  ),
  pair('client.socket.address', planted.ipv6),
  pair('user_agent.original', planted.agent),
  pair('http.user_agent', planted.agent),
  pair('url.full', `https://canary:${planted.password}@shop.test/${kept}?q=${planted.query}#${planted.query}`),
  pair('http.url', `https://shop.test/find?q=${planted.query}&mail=${planted.escapedEmail}`),
  pair('http.target', `/find?q=${planted.query}`),
  pair('url.path', `/find?q=${planted.query}`),
  pair('url.query', `?q=${planted.query}`),
  pair('url.fragment', planted.query),
  pair('url', `/find?q=${planted.query}`),
  pair('client', map(pair('address', planted.ip))),
  pair('api', map(pair('key', planted.password))),
  ...['password', 'api_key', 'session.secret', 'refreshToken', 'creditCard'].map((name) =>
    pair(name, planted.password),
  ),
  header('authorization', `Bearer ${planted.password}`),
  header('cookie', planted.cookie),
  pair('http.response.header.set-cookie', list(text(planted.cookie))),
  header('x-forwarded-for', planted.ip),
  header('x-api-key', planted.password),
  header('user-agent', planted.agent),
  header('referer', `https://shop.test/?q=${planted.query}`),
  pair(
    'req',
    map(
      pair('remoteAddress', planted.ip),
      pair('url', `/find?q=${planted.query}`),
      pair('query', map(pair('q', planted.query), pair('tags', list(text(planted.query))))),
      pair(
        'headers',
        map(
          pair('cookie', planted.cookie),
          pair('user-agent', planted.agent),
          pair('authorization', `Basic ${planted.basic}`),
          pair('host', planted.ip),
        ),
      ),
    ),
  ),
]

const resource = { attributes: [...attributes, pair('service.name', `shop of ${planted.email}`)] }
const scope = { name: 'lib', attributes }
const startTimeUnixNano = `${Date.now() - 1000}000000`
const timeUnixNano = `${Date.now()}000000`
const ids = { traceId: '01'.repeat(16), spanId: '02'.repeat(8) }

const spans = [2, 3].map((kind) => ({
  ...ids,
  name: everything,
  kind,
  startTimeUnixNano,
  endTimeUnixNano: timeUnixNano,
  attributes,
  status: { code: 2, message: everything },
  events: [
    { timeUnixNano, name: everything, attributes },
    {
      timeUnixNano,
      name: 'exception',
      attributes: [
        pair('exception.message', everything),
        pair('exception.stacktrace', `Error: ${everything}\n    at pay (/app/${kept}.js:1:1)`),
      ],
    },
  ],
  links: [{ ...ids, attributes }],
}))

const logRecords = [
  text(everything),
  map(...attributes),
  list(text(everything), map(pair('password', planted.password))),
  text(JSON.stringify({ msg: everything, password: planted.password, headers: { cookie: planted.cookie } })),
].map((body) => ({
  timeUnixNano,
  severityNumber: 9,
  severityText: `INFO ${planted.email}`,
  body,
  attributes,
  eventName: `mail.${planted.email}`,
  ...ids,
}))

const point = { startTimeUnixNano, timeUnixNano, attributes }
const exemplars = [{ timeUnixNano, asInt: '1', filteredAttributes: attributes, ...ids }]
const histogram = { ...point, count: '1', sum: 1, exemplars }
const metrics = [
  { gauge: { dataPoints: [{ ...point, asInt: '1', exemplars }] } },
  { sum: { dataPoints: [{ ...point, asDouble: 1, exemplars }], aggregationTemporality: 2, isMonotonic: true } },
  { histogram: { dataPoints: [{ ...histogram, bucketCounts: ['1'], explicitBounds: [] }], aggregationTemporality: 2 } },
  { exponentialHistogram: { dataPoints: [{ ...histogram, scale: 1, zeroCount: '1' }], aggregationTemporality: 2 } },
  { summary: { dataPoints: [{ ...point, count: '1', sum: 1 }] } },
].map((data, index) => ({ name: `m${index}`, description: everything, unit: '1', ...data }))

/** One request per signal with canaries wherever OTLP has a text of the sender. */
export const canaryRequests: Readonly<Record<Signal, object>> = {
  traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] },
  logs: { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] },
  metrics: { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] },
}

/** OTLP's JSON writes ids in hexadecimal, protobuf's own JSON in base64. */
const toBase64Ids = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toBase64Ids)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === 'traceId' || key === 'spanId' ? Buffer.from(member, 'hex').toString('base64') : toBase64Ids(member),
  ])
  return Object.fromEntries(entries)
}

/** The same request as protobuf, written by a library. */
export const toProtobuf = (signal: Signal, request: object): Uint8Array => {
  const type = requestTypes[signal]
  return type.encode(type.fromObject(toBase64Ids(request) as Record<string, unknown>)).finish()
}

/** A copy that begins at this time in ms, for those who keep nothing that is old. */
export const startingAt = (request: object, milliseconds: number): object =>
  JSON.parse(
    JSON.stringify(request)
      .replaceAll(startTimeUnixNano, `${milliseconds}000000`)
      .replaceAll(timeUnixNano, `${milliseconds + 1000}000000`),
  )

/**
 * A copy without these members: without `links`, for one, as the rules of the Collector do not reach their attributes.
 */
export const without = (request: object, name: string): object =>
  JSON.parse(JSON.stringify(request, (key, value) => (key === name ? undefined : value)))
