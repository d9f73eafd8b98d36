import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { insertSpans, type SeedSpan } from '../query/traces-logs-seed.ts'
import { hasChromium } from './browser.ts'
import { findPageFaults } from './page-faults.ts'
import { useWalks } from './walk.ts'

const { walk, hub } = useWalks({ empty: true }, async () => {})

const id = (): string => crypto.randomUUID().replaceAll('-', '')

/** Requests that end now. */
const takeRequests = (count: number): Promise<void> => {
  const span = (): SeedSpan => ({
    traceId: id(),
    spanId: id().slice(0, 16),
    parentId: '',
    service: 'newcomer',
    name: 'GET /first',
    kind: 'Server',
    ns: BigInt(Date.now() - 200) * 1_000_000n,
    durationNs: 40e6,
    error: false,
    attributes: { 'http.request.method': 'GET', 'http.route': '/first', 'http.response.status_code': '200' },
  })
  return insertSpans(hub().store, Array.from({ length: count }, span))
}

const counted = (page: Page): Promise<string | null> => page.locator('.figure .note').first().textContent()

describe.skipIf(!hasChromium)('a newcomer', () => {
  test.each(['logs', 'traces'])('is told by one answer to each question that there is nothing: %s', (view) =>
    walk(`${view}?refresh=off`, async ({ page }) => {
      await page.getByRole('heading', { name: /No .* here yet/ }).waitFor()
      await page.waitForLoadState('networkidle')
      const asked: string[] = []
      page.on('request', (request) => {
        const name = /api\/query\/private\/([\w-]+)/.exec(request.url())?.[1]
        if (name) asked.push(name)
      })
      await page.reload()
      await page.getByRole('heading', { name: /No .* here yet/ }).waitFor()
      await page.waitForLoadState('networkidle')
      const searches = asked.filter((name) => name.startsWith(view)).toSorted()
      expect(searches).toEqual([...new Set(searches)])
      expect(searches).toHaveLength(3)
    }),
  )

  test('is told how to connect Node, other languages and a Collector to this very hub', () =>
    walk('requests?refresh=off', async (tab) => {
      const { page, context } = tab
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const steps = page.getByRole('region', { name: 'First steps' })
      await steps.getByText('Waiting for the first span').waitFor()
      await steps.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${hub().url}`).waitFor()
      await steps.getByRole('button', { name: 'Copy: Shell' }).click()
      expect(await page.evaluate('navigator.clipboard.readText()')).toContain('--require plainsight/register app.js')
      const grpc = `127.0.0.1:${hub().grpcPort}`
      await page.getByRole('tab', { name: 'Node' }).press('ArrowRight')
      await steps.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=http://${grpc}`).waitFor()
      await page.getByRole('tab', { name: 'Other languages', selected: true }).press('ArrowRight')
      await steps.getByText(`endpoint: ${hub().url}`).waitFor()
      await steps.getByText(`endpoint: ${grpc}`).waitFor()
      expect(await steps.getByText('YOUR_TOKEN').count()).toBe(0)
      for (const size of [
        { width: 1440, height: 900 },
        { width: 360, height: 740 },
      ]) {
        await page.setViewportSize(size)
        expect(await findPageFaults(tab)).toEqual([])
      }
    }))

  test('sees the first requests come in without loading the page again, and more as they come', () =>
    walk('requests', async ({ page }) => {
      await page.getByRole('heading', { name: 'No requests here yet' }).waitFor()
      await takeRequests(3)
      await page.getByRole('link', { name: /GET\s*\/first/ }).waitFor()
      expect(await counted(page)).toBe('3 requests')
      await takeRequests(4)
      await expect.poll(() => counted(page), { timeout: 20_000 }).toBe('7 requests')
    }))

  const rateOf = (page: Page): Promise<string | null> => page.locator('.figure .big').first().textContent()

  test('sees the minutes that there are, until an hour is full: all of it is a choice', () =>
    walk('requests?refresh=off', async ({ page }) => {
      await page.getByRole('button', { name: /^Time range: Since \d\d:\d\d/ }).click()
      const asked = page.waitForRequest(/request-series/)
      await page.getByRole('button', { name: 'Last hour' }).click()
      const { searchParams } = new URL((await asked).url())
      expect(Number(searchParams.get('to')) - Number(searchParams.get('from'))).toBe(3_600_000)
      await page.waitForURL(/from=now-1h/)
      // Of the time since the first request, not of the hour: that would be 7 an hour.
      await page.getByRole('button', { name: 'Time range: Last hour' }).waitFor()
      expect(await rateOf(page)).toMatch(/\/(s|min)$/)
    }))

  test('is told which point is still being counted', () =>
    walk('requests?from=now-1h&refresh=off', async ({ page }) => {
      await takeRequests(1)
      await page.getByRole('button', { name: 'Refresh', exact: true }).click()
      const chart = page.getByRole('img', { name: /^Requests per second/ })
      await chart.focus()
      await page.keyboard.press('ArrowLeft')
      const when = page.locator('.chart-tip .when').first()
      await expect.poll(() => when.textContent()).toMatch(/in progress$/)
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => when.textContent()).not.toMatch(/in progress/)
    }))

  test('sees nothing dimmed when the page refreshes by itself, but when something else is asked', () =>
    walk('requests?from=now-15m&refresh=1', async ({ page }) => {
      await page.getByRole('link', { name: /GET\s*\/first/ }).waitFor()
      const answering = Promise.withResolvers<void>()
      await page.route(/private\/request-/, async (route) => {
        await answering.promise
        await route.continue().catch(() => {})
      })
      await page.waitForRequest(/request-series/)
      await page.waitForRequest(/request-series/)
      expect(await page.locator('.stale').count()).toBe(0)
      await page.getByRole('button', { name: /^Time range/ }).click()
      await page.getByRole('button', { name: 'Last 5 minutes' }).click()
      await page.locator('.stale').first().waitFor()
      answering.resolve()
      await expect.poll(() => page.locator('.stale').count()).toBe(0)
    }))

  test('can switch it off and on, in the address', () =>
    walk('requests?from=now-15m', async ({ page }) => {
      await page.getByRole('link', { name: /GET\s*\/first/ }).waitFor()
      await page.getByRole('button', { name: 'Refresh by itself: every 5 s' }).click()
      await page.getByRole('button', { name: 'Refresh off' }).click()
      await page.waitForURL(/refresh=off/)
      await page.getByRole('button', { name: 'Refresh by itself: off' }).click()
      await page.getByRole('button', { name: 'Every 10 seconds' }).click()
      await page.waitForURL(/refresh=10/)
    }))
})

describe.skipIf(!hasChromium)('a range of minutes', () => {
  test('is drawn in steps of seconds, whole from end to end', () =>
    walk('requests?from=now-5m&refresh=off', async ({ page }) => {
      const answer = page.waitForResponse(/request-series/)
      await page.reload()
      const { t, step } = (await (await answer).json()) as { t: number[]; step: number }
      expect(step).toBeLessThanOrEqual(10)
      expect(t.length * step).toBeGreaterThanOrEqual(300)
      expect((t.at(-1) ?? 0) - (t[0] ?? 0)).toBe((t.length - 1) * step)
      await page.getByRole('img', { name: /^Requests per second/ }).waitFor()
    }))
})
