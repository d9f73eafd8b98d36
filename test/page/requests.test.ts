import { describe, expect, test } from 'vitest'
import { insertSpans, type SeedSpan } from '../query/traces-logs-seed.ts'
import { hasChromium, type Tab } from './browser.ts'
import { useHub } from './use-hub.ts'

const longRoute = `/organisations/:organisation/projects/:project/environments/:environment/deployments/:deployment/logs`

const toRequest = (service: string, route: string, minutesAgo: number, ms: number): SeedSpan => ({
  traceId: crypto.randomUUID().replaceAll('-', ''),
  spanId: crypto.randomUUID().replaceAll('-', '').slice(0, 16),
  parentId: '',
  service,
  name: `GET ${route}`,
  kind: 'Server',
  ns: BigInt(Date.now() - minutesAgo * 60_000) * 1_000_000n,
  durationNs: Math.round(ms * 1e6),
  error: false,
  attributes: { 'http.request.method': 'GET', 'http.route': route, 'http.response.status_code': '200' },
})

/**
 * More routes than one answer holds, the later ones quicker and so of less impact, and all of less than those of the
 * shop; and a service that had half as many requests an hour ago.
 */
const requests: readonly SeedSpan[] = [
  ...Array.from({ length: 229 }, (_, index) => toRequest('many', `/things/${index}`, 20, 0.4 - index * 0.001)),
  toRequest('many', longRoute, 20, 0.5),
  ...[10, 20, 30, 40].map((minutes) => toRequest('growing', '/grown', minutes, 100)),
  ...[70, 80].map((minutes) => toRequest('growing', '/grown', minutes, 50)),
  toRequest('growing', '/added', 15, 10),
  ...Array.from({ length: 10 }, () => ({ ...toRequest('sampled', '/some', 15, 10), traceState: 'ot=th:8' })),
]

describe.skipIf(!hasChromium)('Requests', () => {
  const { hub, open } = useHub({}, ({ store }) => insertSpans(store, requests))

  const visit = async (place = 'requests'): Promise<Tab> => {
    const tab = await open()
    await tab.page.goto(`${hub().url}/${place}`)
    await tab.page.getByRole('region', { name: 'Routes' }).first().getByRole('row').nth(1).waitFor()
    return tab
  }

  test('the route with the highest impact stands first, and the order is a link', async () => {
    const { page, context } = await visit()
    const routes = page.getByRole('region', { name: 'Routes' }).first()
    expect(await routes.getByRole('row').nth(1).textContent()).toContain('/orders')
    await routes.getByRole('button', { name: 'p95' }).click()
    await page.waitForURL(/sort=-p95/)
    await routes.getByRole('button', { name: 'Route', exact: true }).click()
    await routes.getByRole('button', { name: 'Route', exact: true }).click()
    await page.waitForURL(/sort=route/)
    await expect.poll(() => routes.getByRole('row').nth(1).textContent()).toContain('no route')
    await context.close()
  })

  test('a service opens its own view with its runtime', async () => {
    const { page, context } = await visit()
    await page.getByRole('link', { name: 'accounts', exact: true }).click()
    await page.waitForURL(/service=accounts/)
    const runtime = page.getByRole('region', { name: 'Node runtime' })
    for (const name of ['Event loop delay', 'Event loop busy', 'Heap', 'CPU', 'GC'])
      await runtime.getByRole('heading', { name }).waitFor()
    await context.close()
  })

  test('figures of sampled requests say that they are estimates, and of how many; others do not', async () => {
    const { page, context } = await visit('requests?service=sampled')
    await page.getByText('Estimated from 50% of requests', { exact: true }).waitFor()
    expect(await page.getByRole('region', { name: 'Rate' }).textContent()).toContain('20 requests')
    await page.goto(`${hub().url}/requests?service=shop`)
    await page
      .getByRole('region', { name: 'Rate' })
      .getByText(/requests/)
      .waitFor()
    expect(await page.getByText('Estimated from').count()).toBe(0)
    await context.close()
  })

  test('a route leads to the traces behind it, with filters in the address', async () => {
    const { page, context } = await visit('requests?from=now-3h')
    await page.getByRole('link', { name: /POST\s*\/orders/ }).click()
    await page.waitForURL(/\/traces\?/)
    const address = new URL(page.url())
    expect(Object.fromEntries(address.searchParams)).toEqual({
      service: 'shop',
      method: 'POST',
      route: '/orders',
      from: 'now-3h',
    })
    await context.close()
  })

  test('a point of a chart leads to its slowest traces, by a click and by keys, and an exemplar to its trace', async () => {
    const { page, context } = await visit('requests?service=shop&from=now-90m&refresh=off')
    // Exemplars are asked once the percentiles are known.
    await page.waitForLoadState('networkidle')
    const chart = page.getByRole('img', { name: /^Duration of requests/ })
    const plot = await chart.locator('.u-over').boundingBox()
    if (!plot) throw new Error('no chart')
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 2)
    await chart.getByText('See the slowest traces').waitFor()
    await page.mouse.click(plot.x + plot.width * 0.5, plot.y + 2)
    await page.waitForURL(/\/traces\?/)
    const { searchParams } = new URL(page.url())
    const seconds = (Number(searchParams.get('to')) - Number(searchParams.get('from'))) / 1000
    expect([seconds, searchParams.get('service'), searchParams.get('sort')]).toEqual([60, 'shop', '-duration'])
    await page.locator('.trace-list tbody tr').first().waitFor()
    await page.goBack()
    const failed = page.getByRole('img', { name: /^Share of requests that failed/ })
    await failed.waitFor()
    await failed.press('ArrowRight')
    await failed.press('Enter')
    await page.waitForURL(/\/traces\?.*status=error/)
    await page.goBack()
    await chart.waitFor()
    await page.waitForLoadState('networkidle')
    const isOnDot = async (): Promise<boolean> => (await chart.getByText('Open this trace').count()) > 0
    for (let at = 0; at < 4000 && !(await isOnDot()); at += 7)
      await page.mouse.move(plot.x + (Math.floor(at / plot.height) * 6 + 3), plot.y + (at % plot.height))
    await page.mouse.down()
    await page.mouse.up()
    await page.waitForURL(/\/trace\?.*id=[0-9a-f]{32}/)
    await page.getByRole('tree', { name: 'Spans' }).waitFor()
    await context.close()
  })

  test('a drag over a chart zooms the whole view, and back undoes it', async () => {
    const { page, context } = await visit()
    const chart = page.getByRole('img', { name: /^Requests per second/ })
    const box = await chart.boundingBox()
    if (!box) throw new Error('no chart')
    await page.mouse.move(box.x + box.width * 0.4, box.y + 80)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 8 })
    await page.mouse.up()
    await page.waitForURL(/from=\d{13}&to=\d{13}/)
    const { searchParams } = new URL(page.url())
    const width = Number(searchParams.get('to')) - Number(searchParams.get('from'))
    expect(width).toBeGreaterThan(8 * 60_000)
    expect(width).toBeLessThan(20 * 60_000)
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('from'))
    await context.close()
  })

  test('values under the pointer and by arrow keys', async () => {
    const { page, context } = await visit()
    const chart = page.getByRole('img', { name: /^Duration of requests/ })
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const tip = page.locator('.chart-tip').first()
    await tip.waitFor()
    await expect.poll(() => page.locator('.chart-tip').last().textContent()).toMatch(/p99[\s\S]*p95[\s\S]*p50/)
    expect(await tip.locator('time').getAttribute('title')).toMatch(/UTC$/)
    await context.close()
  })

  test('percentiles are chosen by their names and the axis is logarithmic on demand: both in the address', async () => {
    const { page, context, faults } = await visit('requests?from=now-1h&refresh=off')
    const latency = page.getByRole('region', { name: 'Latency' })
    await latency.getByRole('button', { name: 'p99' }).click()
    await page.waitForURL(/hide=p99/)
    await latency.getByRole('button', { name: 'Log scale' }).click()
    await page.waitForURL(/scale=log/)
    await page.reload()
    await latency.getByRole('button', { name: 'Log scale', pressed: true }).waitFor()
    await latency.getByRole('button', { name: 'p99', pressed: false }).waitFor()
    await latency.getByRole('button', { name: 'p50', pressed: true }).waitFor()
    await page.getByRole('img', { name: /^Duration of requests/ }).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.locator('.chart-tip').last().textContent()).toMatch(/p95[\s\S]*p50/)
    expect(await page.locator('.chart-tip').last().textContent()).not.toContain('p99')
    await page.screenshot({ path: '.artifacts/requests-log.png' })
    await latency.getByRole('button', { name: 'p99' }).click()
    await page.waitForURL((url) => !url.searchParams.has('hide'))
    expect(faults).toEqual([])
    await context.close()
  })

  test('of many routes twenty are shown at first, and all on demand; a filter finds what is in no answer', async () => {
    const { page, context, faults } = await visit('requests?service=many&refresh=off')
    const routes = page.getByRole('region', { name: 'Routes' }).first()
    const rows = routes.locator('tbody tr')
    expect(await rows.count()).toBe(20)
    await routes.getByText('These are the 200 with the highest impact of 230.').waitFor()
    await routes.getByRole('button', { name: 'Show all 200' }).click()
    await expect.poll(() => rows.count()).toBe(200)
    expect(await routes.getByText('/things/228').count()).toBe(0)
    await page.keyboard.press('/')
    await page.keyboard.type('THINGS/228')
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('/things/228')])
    await page.waitForURL(/find=THINGS\/228/)
    await page.reload()
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('/things/228')])
    await routes.getByRole('searchbox', { name: 'Filter routes' }).fill('nothing of this name')
    await routes.getByText('No routes match this filter.').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('a column has one unit, and a long name is cut and said in full', async () => {
    const { page, context } = await visit('requests?service=many&refresh=off')
    const routes = page.getByRole('region', { name: 'Routes' }).first()
    const units = await routes.locator('tbody tr td:nth-child(4)').allTextContents()
    expect(units).toHaveLength(20)
    expect(units.filter((text) => !/^[\d,.]+ (µs|ms|s)$/.test(text))).toEqual([])
    expect(new Set(units.map((text) => text.replace(/.* /, ''))).size).toBe(1)
    const link = routes.getByRole('link', { name: longRoute })
    expect(await link.getAttribute('title')).toContain(longRoute)
    await page.setViewportSize({ width: 800, height: 900 })
    const isCut = (): Promise<boolean> => link.locator('.name').evaluate((name) => name.scrollWidth > name.clientWidth)
    await expect.poll(isCut).toBe(true)
    await context.close()
  })

  test('an earlier time lies under the charts, and the change beside the numbers: in the address', async () => {
    const { page, context, faults } = await visit('requests?service=growing&refresh=off')
    await page.getByRole('button', { name: 'Compare with: nothing' }).click()
    await page.getByRole('option', { name: 'Previous period' }).click()
    await page.waitForURL(/compare=before/)
    const rate = page.getByRole('region', { name: 'Rate' })
    await expect.poll(() => rate.locator('.change').textContent()).toMatch(/^\+1[45]\d%$/)
    await page.getByRole('region', { name: 'Latency' }).getByRole('button', { name: 'p95, previous period' }).waitFor()
    const changes = (route: string): Promise<string[]> =>
      page.getByRole('row', { name: route }).locator('.change').allTextContents()
    await expect.poll(() => changes('/grown')).toEqual([expect.stringMatching(/^\+(9|10)\d%$/), '', '+100%'])
    await expect.poll(() => changes('/added')).toEqual(['new', '', ''])
    expect(await page.getByRole('link', { name: 'Metrics' }).first().getAttribute('href')).toContain('compare=before')
    await page.goto(`${hub().url}/requests?service=growing&refresh=off&compare=week`)
    await expect.poll(() => changes('/grown')).toEqual(['new', '', ''])
    expect(faults).toEqual([])
    await context.close()
  })

  test('j, k and Enter open a row', async () => {
    const { page, context } = await visit()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/traces\?service=shop&method=POST&route=\/orders/)
    await context.close()
  })

  test('a failing hub is explained with a way out', async () => {
    const { page, context } = await open()
    const answer = {
      error: {
        code: 'QUERY_TIMEOUT',
        message: 'The query took longer than 15000 ms',
        hint: 'Narrow the time range or the filters.',
        requestId: 'abc-1',
      },
    }
    await page.route('**/request-series?*', (route) => route.fulfill({ status: 504, json: answer }), { times: 1 })
    await page.goto(`${hub().url}/requests`)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('Narrow the time range or the filters.')
    expect(await alert.textContent()).toContain('abc-1')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('img', { name: /^Requests per second/ }).waitFor()
    await context.close()
  })
})
