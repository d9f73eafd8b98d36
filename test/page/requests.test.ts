import { describe, expect, test } from 'vitest'
import { hasChromium, type Tab } from './browser.ts'
import { useHub } from './use-hub.ts'

describe.skipIf(!hasChromium)('Requests', () => {
  const { hub, open } = useHub()

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
