import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './browser.ts'
import { shots } from './looks.ts'
import { findPageFaults } from './page-faults.ts'
import { oddTraceId } from './traces-big-seed.ts'
import { useWalks } from './walk.ts'

const { walk } = useWalks()

const field = (page: Page) => page.getByRole('combobox', { name: /^Search (logs|traces)/ })
const offers = (page: Page) => page.getByRole('listbox', { name: 'Completions' }).getByRole('option')
const first = (page: Page): Promise<string | null> => offers(page).first().textContent()

/** Types until what is offered first looks so: facets come a moment after the view. */
const typeUntil = async (page: Page, text: string, wanted: RegExp): Promise<void> => {
  await expect
    .poll(
      async () => {
        await field(page).fill('')
        await field(page).pressSequentially(text)
        return await offers(page)
          .first()
          .textContent({ timeout: 500 })
          .catch(() => '')
      },
      { timeout: 20_000 },
    )
    .toMatch(wanted)
}

describe.skipIf(!hasChromium)('while one types a search', () => {
  test('of logs, keys and values with counts are offered, and taken by keys alone', () =>
    walk('logs', async ({ page }) => {
      await page.locator('.log-row').first().waitFor()
      await page.getByRole('button', { name: /^warn \d/ }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('lev')
      expect(await first(page)).toContain('level:')
      expect(await field(page).getAttribute('aria-expanded')).toBe('true')
      await page.keyboard.press('Tab')
      expect(await field(page).inputValue()).toBe('level:')
      expect(await offers(page).allTextContents()).toEqual(
        expect.arrayContaining([expect.stringMatching(/^warn\d+$/), '>=at least']),
      )
      await page.screenshot({ path: join(shots, 'completion.png') })
      await page.keyboard.type('>=wa')
      await page.keyboard.press('ArrowDown')
      const active = await field(page).getAttribute('aria-activedescendant')
      expect(await page.locator(`[id="${active}"]`).textContent()).toMatch(/^warn/)
      await page.keyboard.press('Enter')
      expect(await field(page).inputValue()).toBe('level:>=warn ')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=level:%3E%3Dwarn/)
      await expect
        .poll(() => page.locator('.log-row .level').allTextContents(), { timeout: 20_000 })
        .toSatisfy((levels: string[]) => levels.length > 0 && levels.every((level) => /warn|error/.test(level)))
    }))

  test('of traces, attributes that were seen, values by their first letters, and comparisons of durations', () =>
    walk('traces', async ({ page }) => {
      await typeUntil(page, 'meth', /^http\.request\.method:/)
      await typeUntil(page, 'paym', /^service:payments/)
      await page.keyboard.press('Tab')
      expect(await field(page).inputValue()).toBe('service:payments ')
      await page.keyboard.type('durat')
      await page.keyboard.press('Tab')
      await offers(page).filter({ hasText: '>250ms' }).click()
      expect(await field(page).inputValue()).toBe('service:payments duration:>250ms ')
      expect(await page.evaluate('document.activeElement.role')).toBe('combobox')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=service:payments\+duration/)
    }))

  test('nothing is in the way: Enter searches what was typed, Escape closes, Tab goes on when nothing is offered', () =>
    walk('logs', async ({ page }) => {
      await page.getByRole('button', { name: /^warn \d/ }).waitFor()
      await field(page).click()
      expect(await offers(page).count()).toBe(0)
      await page.keyboard.type('rece')
      await page.keyboard.type('ived')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=received$/)
      await field(page).fill('')
      await page.keyboard.type('lev')
      await offers(page).first().waitFor()
      await page.keyboard.press('Escape')
      await offers(page).first().waitFor({ state: 'detached' })
      expect(await field(page).inputValue()).toBe('lev')
      expect(await page.evaluate('document.activeElement.role')).toBe('combobox')
      await field(page).fill('zzzz')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.role')).not.toBe('combobox')
      expect(await field(page).inputValue()).toBe('zzzz')
      await field(page).fill('')
      await field(page).press('ArrowDown')
      await offers(page).first().waitFor()
    }))

  test('a trace id opens its trace from any search field', () =>
    walk('logs', async ({ page }) => {
      await field(page).fill(oddTraceId)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'POST /checkout' }).first().waitFor()
      for (const [place, name] of [
        ['metrics', 'Find a metric'],
        ['trace?id=b1600000000000000000000000010000', 'Find in this trace'],
      ]) {
        await page.goto(new URL(`/${place}`, page.url()).href)
        await page.getByLabel(name ?? '').fill(oddTraceId)
        await page.getByLabel(name ?? '').press('Enter')
        await page.getByRole('heading', { name: 'POST /checkout' }).first().waitFor()
      }
      await page.goto(new URL(`/traces/${oddTraceId}`, page.url()).href)
      await page.getByRole('heading', { name: 'POST /checkout' }).first().waitFor()
    }))

  test.each([
    { scheme: 'light', width: 1440, height: 900 },
    { scheme: 'dark', width: 1440, height: 900 },
    { scheme: 'light', width: 360, height: 740 },
  ] as const)('anyone can use it, %o', (look) =>
    walk(
      'traces',
      async (tab) => {
        await typeUntil(tab.page, 'status:', /^(ok|error)/)
        await tab.page.keyboard.press('ArrowDown')
        expect(await findPageFaults(tab)).toEqual([])
        await tab.page.screenshot({ path: join(shots, `completion-${look.width}-${look.scheme}.png`) })
      },
      look,
    ),
  )
})
