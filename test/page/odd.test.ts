import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './browser.ts'
import { lookAround } from './looks.ts'
import { oddTraces, seedOddities } from './odd-seed.ts'
import { useWalks } from './walk.ts'

const { walk } = useWalks({ empty: true }, (hub) => seedOddities(hub.store, Date.now()))

const places = [
  ['requests', 'requests?refresh=off', '.table tbody tr'],
  ['traces', 'traces?spans=all', '.trace-list tbody tr'],
  ['logs', 'logs', '.log-row'],
  ['logs-wrapped', 'logs?wrap=on', '.log-row'],
  ...Object.entries(oddTraces).map(([name, id]) => [`trace-${name}`, `trace?id=${id}`, '.wf-row'] as const),
] as const

describe.skipIf(!hasChromium)('odd data', () => {
  test.each(places)('%s is shown without a fault', (name, place, ready) =>
    walk(place, async (tab) => {
      await tab.page.locator(ready).first().waitFor()
      await lookAround(tab, `odd-${name}`)
    }),
  )

  const namesOf = (page: Page): Promise<string[]> => page.locator('.wf-label').allTextContents()

  test('a trace three hundred levels deep keeps its names in sight', () =>
    walk(`trace?id=${oddTraces.deep}`, async ({ page }) => {
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.press('End')
      const last = page.getByRole('treeitem', { name: /level 299 of a recursion/ })
      await last.waitFor()
      const box = await last.locator('.wf-label').boundingBox()
      expect(box?.width).toBeGreaterThan(40)
      expect(await last.getAttribute('aria-level')).toBe('300')
    }))

  test('a trace without its root, one of a single span, and one whose clocks are minutes off are told as they are', () =>
    walk(`trace?id=${oddTraces.rootless}`, async ({ page }) => {
      await page.getByText('parent missing').first().waitFor()
      expect(await namesOf(page)).toEqual(['first child', 'second child'])
      await page.goto(new URL(`/trace?id=${oddTraces.alone}`, page.url()).href)
      await page.getByRole('treeitem').waitFor()
      await page.goto(new URL(`/trace?id=${oddTraces.wide}`, page.url()).href)
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.evaluate((rows) => rows.scrollTo({ top: 2600 }))
      await tree
        .getByText(/clock \+/)
        .first()
        .waitFor()
      expect(await page.locator('.trace-head').textContent()).toContain('900 ms')
    }))

  test('a line of a megabyte opens at once, and shows so much of it as one asks for', () =>
    walk('logs', async ({ page }) => {
      await page.locator('.log-row', { hasText: 'a megabyte' }).click()
      const drawer = page.getByRole('region', { name: 'Log line' })
      await drawer.getByRole('button', { name: /^All 1,048,588 characters/ }).click()
      await drawer.getByRole('button', { name: 'Less' }).waitFor()
      const shown = await drawer.locator('.line-body pre').textContent()
      expect(shown?.length).toBe(1_048_588 + ' Less'.length)
    }))

  test('text is text: nothing of it runs', () =>
    walk('logs?q=onerror', async ({ page }) => {
      await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      expect(await page.locator('img').count()).toBe(0)
    }))
})
