import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logsFacets } from '../../src/query/logs/logs-facets.ts'
import { logsSearch } from '../../src/query/logs/logs-search.ts'
import { requestSeries } from '../../src/query/requests/request-series.ts'
import { requestTable } from '../../src/query/requests/request-table.ts'
import { traceDetail } from '../../src/query/traces/trace-detail.ts'
import { traceMatches } from '../../src/query/traces/trace-matches.ts'
import { tracesDurations } from '../../src/query/traces/traces-durations.ts'
import { tracesFacets } from '../../src/query/traces/traces-facets.ts'
import { tracesSearch } from '../../src/query/traces/traces-search.ts'
import { toAttributeKey } from '../../src/search-language/own-keys.ts'
import { placesOf, todaysNames } from '../../src/search-language/renamed-attributes.ts'
import { migrate } from '../../src/store/migrate.ts'
import {
  askQuestion,
  insertLogs,
  insertSpans,
  openSeedStore,
  type SeedSpan,
  type SeedStore,
  seedStartMs,
} from './traces-logs-seed.ts'

/**
 * The same request as four programs send it: by the names of today, those before, both, and under a name of its own.
 */
const requests: readonly [sender: string, name: string, attributes: Record<string, string>][] = [
  [
    'today',
    'POST /orders/:id',
    {
      'http.request.method': 'POST',
      'http.route': '/orders/:id',
      'http.response.status_code': '503',
      'url.path': '/orders/7',
      'url.query': 'full=1',
      'server.address': 'db.test',
    },
  ],
  [
    'before',
    'POST',
    {
      'http.method': 'POST',
      'http.route': '/orders/:id',
      'http.status_code': '503',
      'http.target': '/orders/7?full=1',
      'net.peer.name': 'db.test',
    },
  ],
  [
    'both',
    'HTTP POST /orders/:id',
    {
      'http.request.method': 'POST',
      'http.method': 'POST',
      'http.route': '/orders/:id',
      'http.response.status_code': '503',
      'http.status_code': '503',
      'url.path': '/orders/7',
      'url.query': 'full=1',
      'http.target': '/orders/7?full=1',
      'server.address': 'db.test',
      'net.peer.name': 'db.test',
    },
  ],
  [
    'django',
    'orders.views.update',
    {
      'http.method': 'POST',
      'http.route': '/orders/:id',
      'http.status_code': '503',
      'http.target': '/orders/7?full=1',
      'net.host.name': 'db.test',
    },
  ],
]
const senders = requests.map(([sender]) => sender)

/** Others that no search below may find. */
const others: typeof requests = [
  ['get', 'GET /orders/:id', { 'http.request.method': 'GET', 'http.route': '/orders/:id', 'url.path': '/orders' }],
  ['none', 'POST', { 'http.method': 'POST', 'http.status_code': '404', 'http.target': '/nowhere?full=0' }],
  ['rpc', 'shop.Orders/Get', { 'rpc.system': 'grpc' }],
]

const oddNames = [
  'card type',
  'a=b',
  '-x',
  'say "hi"',
  'back\\slash',
  'a:b',
  '(x) y',
  'größe',
  '名前',
  'ключ',
  'status',
  'level',
  'name',
  '7',
]
const range = { from: seedStartMs, to: seedStartMs + 1_200_000 }
let seed: SeedStore

const toSpan = (
  [service, name, attributes]: (typeof requests)[number],
  index: number,
  more: Partial<SeedSpan> = {},
): SeedSpan => ({
  traceId: (index + 1).toString(16).padStart(32, '0'),
  spanId: (index + 1).toString(16).padStart(16, '0'),
  parentId: '',
  service,
  name,
  kind: 'Server',
  ns: BigInt(seedStartMs + 1000 * (index + 1)) * 1_000_000n,
  durationNs: 1e6,
  error: false,
  attributes,
  ...more,
})

beforeAll(async () => {
  seed = await openSeedStore()
  const odd = oddNames.map((name) => ['odd', `odd ${name}`, { [name]: 'v', plain: 'other' }] as const)
  const own = { kind: 'Internal' }
  await insertSpans(seed.store, [
    ...[...requests, ...others].map((each, index) => toSpan(each, index)),
    ...odd.map(([service, name, attributes], index) => toSpan([service, name, attributes], 50 + index, own)),
  ])
  await insertLogs(
    seed.store,
    [...requests.map(([service, , attributes]) => [service, service, attributes] as const), ...odd].map(
      ([service, body, attributes], index) => ({
        ns: BigInt(seedStartMs + 1000 * (index + 1)) * 1_000_000n,
        traceId: '',
        spanId: '',
        service,
        level: 9,
        text: '',
        body,
        attributes,
      }),
    ),
  )
})
afterAll(() => seed.close())

const found = async (params: Readonly<Record<string, string>>): Promise<string[]> => {
  const { traces } = await askQuestion(seed.store, tracesSearch, { ...range, ...params })
  return traces.map(({ matched }) => matched.service).toSorted()
}

describe('whichever of its names an attribute came under, it is found by', () => {
  const searches = [
    'http.request.method:POST status:503',
    'http.method:POST http.status_code:503',
    'http.status_code:>=500',
    'http.response.status_code:>=500',
    'http.status_code:50*',
    'status:503',
    'status:5xx',
    'url.path:/orders/7',
    'url.path:/orders/*',
    'url.query:full=1',
    'http.target:/orders/7?full=1',
    'server.address:db.test',
    'net.peer.name:db.test',
    'net.host.name:*',
    'server.address:* -status:404',
  ]
  test.each(searches)('%s', async (q) => {
    expect(await found({ q })).toEqual(senders.toSorted())
    expect(await found({ q, spans: 'all' })).toEqual(senders.toSorted())
    const { services } = await askQuestion(seed.store, tracesFacets, { ...range, q })
    expect(services.map(({ value }) => value).toSorted()).toEqual(senders.toSorted())
  })

  test.each(searches.filter((q) => !q.includes('status:')))('%s in log lines', async (q) => {
    const { lines } = await askQuestion(seed.store, logsSearch, { ...range, q })
    expect(lines.map(({ service }) => service).toSorted()).toEqual(senders.toSorted())
  })

  test('-http.status_code:* finds what has it under no name', async () => {
    expect(await found({ q: '-http.status_code:* -service:odd' })).toEqual(['get', 'rpc'])
  })

  test('and every old name leads to all others of its attribute', () => {
    for (const [old, today] of todaysNames) {
      expect(placesOf(old).map(({ name }) => name)).toEqual(placesOf(today).map(({ name }) => name))
      expect(placesOf(old)[0]?.name).toBe(today)
    }
  })
})

test('facets count an attribute once, by its name of today', async () => {
  const { attributes } = await askQuestion(seed.store, tracesFacets, { ...range, q: 'status:503' })
  const facet = (key: string) => attributes.find((each) => each.key === key)
  expect(facet('http.response.status_code')).toMatchObject({ count: 4, values: [{ value: '503', count: 4 }] })
  expect(facet('server.address')).toMatchObject({ count: 4, values: [{ value: 'db.test', count: 4 }] })
  expect(facet('http.status_code')).toBeUndefined()
  const logs = await askQuestion(seed.store, logsFacets, { ...range, q: 'http.status_code:503' })
  expect(logs.attributes.find(({ key }) => key === 'http.request.method')).toMatchObject({ count: 4 })
})

test('a trace shows the status and the path of a request of either names', async () => {
  for (const [index] of requests.entries()) {
    const traceId = (index + 1).toString(16).padStart(32, '0')
    const { spans } = await askQuestion(seed.store, traceDetail, { traceId })
    expect(spans).toMatchObject([{ httpStatus: '503', preview: '/orders/7' }])
    const { spanIds } = await askQuestion(seed.store, traceMatches, {
      traceId,
      q: 'http.status_code:503 route:/orders/:id',
    })
    expect(spanIds).toHaveLength(1)
  }
})

describe('the traces behind a line of the request table are those it counts, whatever their spans are called:', () => {
  test('by method and route', async () => {
    const { lines } = await askQuestion(seed.store, requestTable, { ...range, by: 'route' })
    expect(lines).toHaveLength(requests.length + others.length)
    for (const { service, method, route, count } of lines) {
      const link = method ? { method, route: route || '-' } : { route }
      for (const spans of ['entry', 'all']) {
        expect(await found({ service, ...link, spans }), `${service} ${method} ${route}`).toEqual([service])
        const { total } = await askQuestion(seed.store, tracesDurations, { ...range, service, ...link, spans })
        expect(total).toBe(count)
      }
    }
    expect(await found({ method: 'POST', route: '/orders/:id' })).toEqual(senders.toSorted())
    expect(await found({ method: 'POST', route: '-' })).toEqual(['none'])
    expect(await found({ method: 'POST' })).toEqual([...senders, 'none'].toSorted())
  })

  test('by the route alone, with its method before it, or in the query', async () => {
    expect(await found({ route: '/orders/:id' })).toEqual([...senders, 'get'].toSorted())
    expect(await found({ route: 'POST /orders/:id' })).toEqual(senders.toSorted())
    expect(await found({ q: 'route:/orders/:id -status:503' })).toEqual(['get'])
    expect(await found({ q: 'route:/ord*' })).toEqual([...senders, 'get'].toSorted())
  })

  test('also for spans that were stored before the table knew of routes', async () => {
    for (const column of ['Route', 'Method', 'HttpStatus'])
      await seed.store.command(`ALTER TABLE entry_spans DROP COLUMN ${column} SETTINGS mutations_sync = 1`)
    await seed.store.command('TRUNCATE TABLE schema_migrations')
    await migrate(seed.store)
    expect(await found({ method: 'POST', route: '/orders/:id' })).toEqual(senders.toSorted())
  })

  test('in steps of seconds as by the minute', async () => {
    const hour = { from: seedStartMs - 3_600_000, to: seedStartMs + 3_600_000 }
    for (const asked of [range, hour]) {
      const { totals } = await askQuestion(seed.store, requestSeries, {
        ...asked,
        route: '/orders/:id',
        method: 'POST',
      })
      expect(totals).toMatchObject({ count: 4, errors: 4 })
    }
  })
})

describe('an attribute is found whatever signs are in its name:', () => {
  test.each(oddNames)('%s', async (name) => {
    const q = `${toAttributeKey(name)}:v`
    const { traces } = await askQuestion(seed.store, tracesSearch, { ...range, q })
    expect(traces.map(({ rootName }) => rootName)).toEqual([`odd ${name}`])
    const { lines } = await askQuestion(seed.store, logsSearch, { ...range, q: `service:odd -(NOT ${q})` })
    expect(lines.map(({ body }) => body)).toEqual([`odd ${name}`])
    const { attributes } = await askQuestion(seed.store, tracesFacets, { ...range, q })
    expect(attributes.map(({ key }) => key)).toContain(name)
  })

  test('an empty value is one that is there', async () => {
    expect(await found({ q: 'http.status_code:""' })).toEqual([])
  })
})
