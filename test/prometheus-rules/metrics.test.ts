import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AskPrometheus, askPrometheus } from '../ask-prometheus.ts'
import { eventually } from '../eventually.ts'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { programTools } from '../stack/tools.ts'
import { makeFailures } from './failures.ts'
import { type RealParts, startRealParts } from './real-parts.ts'
import { alertingRules, recordingRules } from './rule-files.ts'
import { readSelectors } from './selectors.ts'
import { type Services, startServices } from './services.ts'

const tools = programTools()

describe.skipIf(leaveOut('rules on what the real programs say', tools))('prometheus.yml with the real parts', () => {
  let parts: RealParts
  let asked: AskPrometheus
  let services: Services | undefined

  beforeAll(async () => {
    if (!('programs' in tools)) return
    parts = await startRealParts(tools.programs)
    asked = askPrometheus(`http://127.0.0.1:${parts.ports.prometheus}`)
    services = await startServices(parts)
    // Counters of failures are born with the first failure.
    await makeFailures(parts)
    await eventually(
      'recorded rates',
      async () => (await asked.series('service:slo_objective:ratio')).length >= 2 || undefined,
    )
  })
  afterAll(async () => {
    await services?.stop()
    await parts?.stop()
  })

  test('all targets answer, the hub with its token', async () => {
    const up = await eventually('all targets', async () => {
      const found = await asked.series('up')
      return found.length === 7 && found.every(({ value }) => value === 1) ? found : undefined
    })
    const jobs = up.map(({ labels }) => labels.job)
    expect(jobs.sort()).toEqual(['127.0.0.1', 'alertmanager', 'collector', 'hub', 'loki', 'prometheus', 'shop'])
  })

  test('what is pushed and what is scraped of one service carries the same labels', async () => {
    const count = 'http_server_request_duration_seconds_count{service_name="shop", http_response_status_code="200"}'
    const found = await eventually('both', async () => {
      const series = await asked.series(count)
      return series.length === 2 ? series : undefined
    })
    const common = {
      job: 'shop',
      service_name: 'shop',
      deployment_environment_name: 'test',
      http_route: '/orders/:id',
      http_request_method: 'GET',
    }
    for (const { labels } of found) expect(labels).toMatchObject(common)
    // The id of the process where it pushes, the address where it is scraped.
    const instanceOf = (via?: string) => found.find(({ labels }) => labels.via === via)?.labels.instance
    expect(instanceOf()).toMatch(/^[0-9a-f-]{36}$/)
    expect(instanceOf('scrape')).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(found.map(({ labels }) => labels.via ?? '').sort()).toEqual(['', 'scrape'])
    const bounds = async (via: string): Promise<unknown> =>
      (await asked.series(`count by (le) (http_server_request_duration_seconds_bucket{via="${via}"})`))
        .map(({ labels }) => labels.le)
        .sort()
    expect(await bounds('')).toEqual(await bounds('scrape'))
    expect(await asked.series('{__name__=~".+", exported_service_name!=""}')).toEqual([])
  })

  test('exemplars lead to traces, pushed and scraped', async () => {
    for (const via of ['', 'scrape']) {
      const selector = `http_server_request_duration_seconds_bucket{service_name="shop", via="${via}"}`
      const exemplars = await eventually(`exemplars of ${via || 'what is pushed'}`, async () => {
        const found = await asked.exemplars(selector)
        return found.length > 0 ? found : undefined
      })
      for (const { labels } of exemplars) expect(labels.trace_id).toMatch(/^[0-9a-f]{32}$/)
    }
  })

  test('a service is counted once', async () => {
    const raw = (via: string): string =>
      `sum(rate(http_server_request_duration_seconds_count{service_name="shop", via="${via}"}[5m])) > 0`
    await eventually(
      'both',
      async () => (await asked.series(`${raw('')} and ${raw('scrape')}`)).length === 1 || undefined,
    )
    const found = await asked.series('service:http_requests:rate5m{service_name="shop"}')
    const pushed = await asked.series(raw(''))
    expect(found).toHaveLength(1)
    const ratio = (found[0]?.value ?? 0) / (pushed[0]?.value ?? 0)
    // Twice would be 2; the rule looked a second earlier.
    expect(ratio).toBeGreaterThan(0.7)
    expect(ratio).toBeLessThan(1.4)
  })

  test('a target without the name of a service is called by its host', async () => {
    const rate = 'service:http_requests:rate5m{service_name="127.0.0.1"} > 0'
    await eventually('its rate', async () => (await asked.series(rate)).length === 1 || undefined)
  })

  test('rules ask for metrics and labels that there are', async () => {
    // The last one is an example in a comment of the file that users edit.
    const recorded = new Set([...recordingRules.map(({ record }) => record), 'service:slo_objective_own:ratio'])
    const engine = readEngine()
    const unknown: string[] = []
    const check = async (expr: string): Promise<void> => {
      for (const { name, labels } of await readSelectors(asked, expr)) {
        if (recorded.has(name) || name === 'ALERTS' || isOfClickHouse(engine, name)) continue
        const selector = `${name}{${labels.map((label) => `${label}!=""`).join(', ')}}`
        if ((await asked.series(`last_over_time(${selector}[10m])`)).length === 0) unknown.push(selector)
      }
    }
    // Some are born late: what the Collector gave up, for one, after its last try.
    for (const expr of new Set([...recordingRules, ...alertingRules].map((rule) => rule.expr)))
      await eventually(`all metrics of ${expr}`, async () => {
        unknown.length = 0
        await check(expr)
        return unknown.length === 0 || undefined
      }).catch((error) => Promise.reject(new Error(`not there: ${unknown.join(', ')}`, { cause: error })))
  })

  test('the examples in the file of objectives are in force when they are no comments', async () => {
    const own = await asked.series('service:slo_objective_own:ratio')
    const found = own.map(({ labels: { __name__, ...labels }, value }) => ({ ...labels, value }))
    expect(found).toHaveLength(2)
    expect(found).toContainEqual({ service_name: 'checkout', value: 0.999 })
  })

  test('no rule fails', async () => {
    const failed = await asked.series('increase(prometheus_rule_evaluation_failures_total[10m]) > 0')
    expect(failed).toEqual([])
  })
})

/** The engine, which is ClickHouse: its library holds the names of the figures that a server shows. */
const readEngine = (): Buffer => {
  const [folder] = readdirSync(join(root, 'node_modules/@chdb'))
  return readFileSync(join(root, 'node_modules/@chdb', folder!, 'libchdb.so'))
}

const isOfClickHouse = (engine: Buffer, name: string): boolean => {
  const [, prefix, figure] = /^(ClickHouseAsyncMetrics_)(\w+)$/.exec(name) ?? []
  return prefix !== undefined && figure !== undefined && engine.includes(prefix) && engine.includes(`${figure}\0`)
}
