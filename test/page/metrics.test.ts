import { describe, expect, test } from 'vitest'
import { hasChromium } from './browser.ts'
import { useHub } from './use-hub.ts'

describe.skipIf(!hasChromium)('Metrics', () => {
  const { hub, open } = useHub({ traces: 1000 })

  test('find a metric by keyboard, group it, filter it: all of it in the address', async () => {
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics`)
    await page
      .getByRole('region', { name: 'List of metrics' })
      .getByRole('link', { name: /^orders\.placed/ })
      .waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('request dur')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'http.server.request.duration' }).waitFor()
    await page.getByRole('button', { name: /^Group by/ }).click()
    await page.getByRole('option', { name: /^http\.route/ }).click()
    await page.getByRole('cell', { name: '/orders' }).waitFor()
    await page.getByRole('button', { name: /^Show/ }).click()
    await page.getByRole('option', { name: 'p50, median' }).click()
    await page.waitForURL(/agg=p50/)
    await page.getByRole('button', { name: /^Where/ }).click()
    await page.getByRole('option', { name: 'http.route = /orders' }).click()
    await page.getByRole('cell', { name: '/products' }).waitFor({ state: 'detached' })
    const address = page.url()
    await page.reload()
    await page.getByRole('cell', { name: '/orders' }).waitFor()
    expect(page.url()).toBe(address)
    await page.getByRole('button', { name: 'Remove http.route = /orders' }).click()
    await page.getByRole('cell', { name: '/products' }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('an exemplar leads to its trace, by pointer and by keyboard', async () => {
    const { page, context } = await open()
    await page.goto(`${hub().url}/metrics?metric=http.server.request.duration`)
    await page.getByText('Highest measured requests').click()
    const link = page.locator('.exemplars a').first()
    const id = new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('id')
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    const { rows } = await hub().store.query('SELECT 1 FROM otel_traces WHERE TraceId = {id:String}', {
      params: { id: id ?? '' },
    })
    expect(rows.length).toBeGreaterThan(0)
    await link.click()
    await page.waitForURL(new RegExp(`/trace\\?.*id=${id}`))
    await context.close()
  })

  test('an exemplar is a ring in the chart: a press on it opens its trace', async () => {
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics?metric=http.server.request.duration&scale=log`)
    const plot = page.locator('.metric-detail .u-over')
    await plot.waitFor()
    const box = await plot.boundingBox()
    if (!box) throw new Error('no chart')
    const isOnRing = (): Promise<boolean> => plot.evaluate((over) => over.style.cursor === 'pointer')
    const findRing = async (): Promise<void> => {
      for (let x = box.width * 0.5; x < box.width * 0.6; x += 6)
        for (let y = box.height * 0.05; y < box.height; y += 8) {
          await page.mouse.move(box.x + x, box.y + y)
          if (await isOnRing()) return page.mouse.click(box.x + x, box.y + y)
        }
      throw new Error('no ring')
    }
    await findRing()
    await page.waitForURL(/\/trace\?.*id=[0-9a-f]{32}/)
    await page.getByRole('tree', { name: 'Spans' }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('lines are switched off by their names, and drawn on a logarithmic axis', async () => {
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics?metric=http.server.request.duration&by=http.route`)
    const name = page.getByRole('button', { name: '/orders', exact: true })
    await name.click()
    expect(await name.getAttribute('aria-pressed')).toBe('false')
    await page.getByRole('button', { name: 'Log scale' }).click()
    await page.waitForURL(/scale=log/)
    await page.locator('.metric-detail canvas').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  const cases = [
    ['a counter as a rate', 'orders.placed', 'Rate per second', /orders\/s/],
    ['an exponential histogram as a percentile', 'db.client.operation.duration', 'p95', /ms/],
    ['a summary by its own quantiles', 'bank.call.duration', 'p95', /600 ms/],
    ['bytes as bytes', 'process.memory.usage', 'Average', /MiB/],
  ] as const
  for (const [name, metric, aggregation, value] of cases) {
    test(`shows ${name}`, async () => {
      const { page, context, faults } = await open()
      await page.goto(`${hub().url}/metrics?metric=${metric}`)
      await page.getByRole('button', { name: `Show: ${aggregation}` }).waitFor()
      await expect.poll(() => page.locator('.metric-detail tbody tr').first().textContent()).toMatch(value)
      expect(faults).toEqual([])
      await context.close()
    })
  }

  test('all metrics are shown at a glance before one is chosen, and say what they show once it is', async () => {
    const { page, context, faults } = await open()
    const series: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/metric-series?'))
        series.push(new URL(request.url()).searchParams.get('metric') ?? '')
    })
    await page.goto(`${hub().url}/metrics`)
    const card = page.getByRole('region', { name: 'process.memory.usage' })
    await card.getByRole('img', { name: /^process\.memory\.usage\. accounts: .* MiB; payments: .*; shop: / }).waitFor()
    await page.getByRole('list', { name: 'Services' }).getByText('payments').waitFor()
    expect(series).toEqual([...new Set(series)])
    await card.getByRole('link', { name: 'process.memory.usage' }).click()
    await page.getByRole('button', { name: 'Group by: service.name' }).waitFor()
    await page.getByRole('cell', { name: 'payments' }).waitFor()
    await page.getByText(/^Average over \d+ s\.$/).waitFor()
    await page.goto(`${hub().url}/metrics?metric=v8js.memory.heap.used`)
    await page.getByText(/^Average over \d+ s, across v8js\.heap\.space\.name \(2\)\.$/).waitFor()
    await page.getByRole('button', { name: 'Group by: service.name' }).click()
    await page.getByRole('option', { name: 'nothing' }).click()
    await page.waitForURL(/by=-/)
    await page.getByText(/across .*service\.name \(3\)/).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('the period before lies under the lines, and the change of their means beside them', async () => {
    const point = (minutes: string, value: number): string =>
      `SELECT map(), 'shop', 'queue.length', '1', now() - 60 * (number + ${minutes}), ${value} FROM numbers(20)`
    await hub().store.command(`
      INSERT INTO otel_metrics_gauge (ResourceAttributes, ServiceName, MetricName, MetricUnit, TimeUnix, Value)
      ${point('5', 30)} UNION ALL ${point('65', 20)}`)
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics?metric=queue.length`)
    await page.getByRole('button', { name: 'Compare with: nothing' }).click()
    await page.getByRole('option', { name: 'Previous period' }).click()
    await page.waitForURL(/compare=before/)
    await page.getByRole('cell', { name: '+50%' }).waitFor()
    await page.getByRole('img', { name: /shop: .*highest 30; shop, previous period: .*highest 20/ }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('a metric in units that do not convert is lines apart, each in its own', async () => {
    const level = (unit: string, value: number): string =>
      `SELECT map(), 'shop', 'room.left', '${unit}', now() - 60 * number, ${value} FROM numbers(30)`
    await hub().store.command(`
      INSERT INTO otel_metrics_gauge (ResourceAttributes, ServiceName, MetricName, MetricUnit, TimeUnix, Value)
      ${level('By', 2048)} UNION ALL ${level('KiBy', 2)} UNION ALL ${level('s', 3)}`)
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics?metric=room.left`)
    const rows = page.locator('.metric-detail tbody tr')
    await expect
      .poll(() => rows.allTextContents())
      .toEqual([expect.stringMatching(/^shop2 KiB/), expect.stringMatching(/^shop in s3 s/)])
    expect(faults).toEqual([])
    await context.close()
  })

  test('an unknown metric says so', async () => {
    const { page, context } = await open()
    await page.goto(`${hub().url}/metrics?metric=nothing.here`)
    await page.getByRole('heading', { name: 'nothing.here has no points here' }).waitFor()
    await context.close()
  })
})
