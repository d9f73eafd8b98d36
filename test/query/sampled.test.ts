import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestSeries } from '../../src/query/requests/request-series.ts'
import { requestTable } from '../../src/query/requests/request-table.ts'
import { isKept, record, type Served, serve, toThreshold, toTraceState } from './sampled-seed.ts'
import { askQuestion, openSeedStore, type SeedStore, seedStartMs } from './traces-logs-seed.ts'

const range = { from: seedStartMs, to: seedStartMs + 1_800_000 }
/** Too long to be counted span by span, so read from the rollup; nothing else is in it. */
const longRange = { ...range, from: range.from - 3_600_000 }
const requests = 20_000
const failing = 0.04
const all = serve(requests, range, failing)

/** Every sampler sees the same 20,000 requests, under the name of a service. */
const samplers: Record<string, (request: Served) => number> = {
  'one in ten': () => 0.1,
  'three in ten': () => 0.3,
  'nine in ten': () => 0.9,
  'errors and one in ten of the others': ({ failed }) => (failed ? 1 : 0.1),
}

let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  for (const [service, probabilityOf] of Object.entries(samplers)) {
    const decided = all.map((request) => ({ request, threshold: toThreshold(probabilityOf(request)) }))
    const kept = decided.filter(({ request, threshold }) => isKept(request, threshold))
    await record(
      seed.store,
      service,
      kept.map(({ request, threshold }) => ({ ...request, traceState: toTraceState(threshold) })),
    )
  }
})
afterAll(() => seed.close())

/** Standard deviation of a sum over all requests that is estimated from those kept, with weights of whole numbers. */
const deviationOf = (probabilityOf: (request: Served) => number, counted: (request: Served) => number): number =>
  Math.sqrt(
    all.reduce((sum, request) => {
      const probability = probabilityOf(request)
      const fraction = (1 / probability) % 1
      return sum + counted(request) ** 2 * ((1 - probability) / probability + probability * fraction * (1 - fraction))
    }, 0),
  )

const sum = (counted: (request: Served) => number): number => all.reduce((total, each) => total + counted(each), 0)

/** Share of all requests that took no longer. */
const rankOf = (durationMs: number): number => sum((each) => (each.durationMs <= durationMs ? 1 : 0)) / requests

const countIt = (): number => 1
const countFailed = ({ failed }: Served): number => (failed ? 1 : 0)

describe.each([
  ['span by span', range],
  ['by the rollup', longRange],
])('%s, requests', (_name, asked) => {
  test.each(Object.entries(samplers))(
    'of which %s are recorded count as all of them',
    async (service, probabilityOf) => {
      const { totals, step } = await askQuestion(seed.store, requestSeries, { ...asked, service })
      expect(step).toBe(asked === range ? 15 : 60)
      const near = (estimated: number, counted: (request: Served) => number): void => {
        const bound = 5 * deviationOf(probabilityOf, counted)
        expect(
          Math.abs(estimated - sum(counted)),
          `${estimated} of ${sum(counted)}, within ${bound}`,
        ).toBeLessThanOrEqual(bound)
      }
      near(totals.count, countIt)
      near(totals.errors, countFailed)
      near(totals.totalMs, ({ durationMs }) => durationMs)
      // The share is steadier than its parts: what it is off by is a sum too.
      near(totals.errors - failing * totals.count, (request) => countFailed(request) - failing)
      for (const [key, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const off = deviationOf(probabilityOf, ({ durationMs }) =>
          durationMs > (totals[key] ?? 0) ? share : share - 1,
        )
        // The sketch itself is off by a little.
        expect(Math.abs(rankOf(totals[key] ?? 0) - share), key).toBeLessThan((5 * off) / requests + 0.005)
      }
    },
  )

  test('say how many of them were recorded', async () => {
    const { lines } = await askQuestion(seed.store, requestTable, { ...asked, by: 'service' })
    const { totals } = await askQuestion(seed.store, requestSeries, asked)
    for (const { service, recorded } of lines) {
      const kept = all.filter((request) => isKept(request, toThreshold(samplers[service]?.(request) ?? 1)))
      expect(recorded, service).toBe(kept.length)
    }
    expect(totals.recorded).toBe(lines.reduce((total, { recorded }) => total + recorded, 0))
  })
})

test('rollup, entry spans and user_activity give each span the same weight', async () => {
  const weights = async (sql: string): Promise<unknown> => (await seed.store.query(sql)).rows
  const rollup = await weights(
    'SELECT service, sum(requests) AS n, sum(spans) AS spans FROM request_rollup GROUP BY service ORDER BY service',
  )
  expect(rollup).toEqual(
    await weights(
      'SELECT ServiceName AS service, toString(sum(Weight)) AS n, count() AS spans FROM entry_spans GROUP BY service ORDER BY service',
    ),
  )
  expect(rollup).toEqual(
    await weights(
      'SELECT service, toString(sum(sample_weight)) AS n, count() AS spans FROM user_activity GROUP BY service ORDER BY service',
    ),
  )
})

describe('a span weighs', () => {
  const day = { from: seedStartMs + 86_400_000, to: seedStartMs + 86_400_000 + 60_000 }
  const spans = Array.from({ length: 100 }, (_, index): Served => ({ ...(all[index] as Served), ms: day.from }))

  test.each([
    ['1', 'without a trace state', ''],
    ['1', 'without a threshold', 'vendor=1,ot=rv:0123456789abcd'],
    ['1', 'at the threshold of all', 'ot=th:0'],
    ['2', 'at the threshold of half', 'ot=th:8'],
    ['4', 'with the randomness beside the threshold', 'ot=rv:d0123456789abc;th:c'],
    ['4', 'among other vendors', 'a=b=c , ot=x:1;th:c;y:2\t,d=ot'],
    ['65536', 'at a threshold of four digits', 'ot=th:ffff'],
    ['100000', 'no more than the limit', 'ot=th:ffffffffffffff'],
    ['1', 'with fifteen digits', 'ot=th:800000000000000'],
    ['1', 'with signs that are no digits', 'ot=th:8g'],
    ['1', 'with capital letters', 'ot=th:C'],
    ['1', 'with an empty threshold', 'ot=th:'],
    ['1', 'with the threshold of another key', 'ot=xth:8'],
    ['1', 'with the threshold of another vendor', 'not=th:8,x=ot=th:8'],
  ])('%s %s', async (weight, name, traceState) => {
    await record(
      seed.store,
      name,
      spans.map((span) => ({ ...span, traceState })),
    )
    for (const asked of [day, { ...day, from: day.from - 7_200_000 }]) {
      const { totals } = await askQuestion(seed.store, requestSeries, { ...asked, service: name })
      expect(totals).toMatchObject({ count: 100 * Number(weight), recorded: 100 })
    }
  })
})
