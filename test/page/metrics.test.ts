import { describe, expect, test } from 'vitest'
import { hasChromium } from './browser.ts'
import { useHub } from './use-hub.ts'

describe.skipIf(!hasChromium)('Metrics', () => {
  const { hub, open } = useHub({ traces: 1000 })

  test('find a metric by keyboard, group it, filter it: all of it in the address', async () => {
    const { page, context, faults } = await open()
    await page.goto(`${hub().url}/metrics`)
    await page.getByRole('link', { name: /^orders\.placed/ }).waitFor()
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
    ['a counter as a rate', 'orders.placed', 'Rate per second', /order\/s/],
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
      .toEqual([expect.stringMatching(/^average2 KiB/), expect.stringMatching(/^average in s3 s/)])
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
