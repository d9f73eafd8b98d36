import { describe, expect, test } from 'vitest'
import { hasChromium, type Tab, type TabOptions } from './browser.ts'
import { allLooks, lookAround } from './looks.ts'
import { useHub } from './use-hub.ts'

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  const { hub, open } = useHub()

  const visit = async (place: string, options?: TabOptions): Promise<Tab> => {
    const tab = await open(options)
    await tab.page.goto(`${hub().url}/${place}`)
    await tab.page.waitForLoadState('networkidle')
    return tab
  }

  const places = [
    ['requests', '.table tbody tr'],
    ['requests?service=shop', '.table tbody tr'],
    ['traces', '.table tbody tr'],
    ['logs', '.log-row'],
    ['metrics', ':is(.metric-list li, .metric-card)'],
    ['metrics?metric=http.server.request.duration&by=http.route', 'canvas'],
  ] as const
  test.each(places)(
    '%s in light, dark, on a phone, on a wide screen and at 200 % zoom: nothing for axe to find, nothing wider than the screen, and rows in sight',
    async (place, row) => {
      const tab = await visit(place)
      await tab.page.locator(row).first().waitFor()
      await tab.page.locator('.skeleton').first().waitFor({ state: 'detached' })
      await lookAround(tab, place.replace(/\W+/g, '-'), {
        as: allLooks,
        also: async ({ width, name }) => {
          const boxes = await tab.page.locator(`${row}:visible`).evaluateAll((rows) =>
            rows.map((each) => {
              const { right, bottom } = each.getBoundingClientRect()
              return { right, bottom }
            }),
          )
          const nav = await tab.page.locator('.nav-links').boundingBox()
          const end = width < 960 ? (nav?.y ?? 0) : Number.POSITIVE_INFINITY
          if (name === 'zoomed') expect(Math.min(...boxes.map(({ bottom }) => bottom))).toBeLessThanOrEqual(end)
          if (name === 'wide') expect(Math.max(...boxes.map(({ right }) => right))).toBeGreaterThan(width * 0.95)
        },
      })
      expect(tab.faults).toEqual([])
      await tab.context.close()
    },
  )

  test('g and a letter go to a view, back returns, the title follows', async () => {
    const { page, context } = await visit('requests?service=shop&from=now-3h')
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.getByRole('heading', { name: 'Metrics', level: 1 }).waitFor()
    expect(page.url()).toContain('/metrics?service=shop&from=now-3h')
    expect(await page.title()).toBe('Metrics · plainsight')
    await page.goBack()
    await page.getByRole('heading', { name: 'Requests', level: 1 }).waitFor()
    await context.close()
  })

  test('answers that lack the newest data say so, until they have it', async () => {
    const { page, context } = await open()
    let behind = 90_000
    await page.route('**/api/query/private/**', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'x-plainsight-behind-ms': `${behind}` } })
    })
    await page.goto(`${hub().url}/requests?refresh=off`)
    await page.getByText(/the store is 1\.50? min behind/).waitFor()
    behind = 0
    await page.reload()
    await page.getByRole('heading', { name: 'Requests', level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.getByText('The newest data is missing').count()).toBe(0)
    await context.close()
  })

  test('? opens the help, Escape closes it', async () => {
    const { page, context } = await visit('requests')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' })
    await context.close()
  })

  test('with the keyboard alone: skip link, service list, time range', async () => {
    const { page, context } = await visit('requests')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /accounts/ }).waitFor()
    await page.keyboard.type('acc')
    await page.keyboard.press('Enter')
    await page.waitForURL(/service=accounts/)
    await page.getByRole('button', { name: /^Time range/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Last 3 hours' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=now-3h/)
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe('Time range: Last 3 hours')
    await context.close()
  })

  test('an absolute range is taken, and a backward one refused in words', async () => {
    const { page, context } = await visit('requests')
    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByLabel('From').fill('2026-01-02T10:00:00')
    await page.getByLabel('To', { exact: true }).fill('2026-01-02T09:00:00')
    await page.getByRole('button', { name: 'Show this range' }).click()
    await page.getByText('The end must be later than the start.').waitFor()
    await page.getByLabel('To', { exact: true }).fill('2026-01-02T11:00:00')
    await page.getByRole('button', { name: 'Show this range' }).click()
    await page.waitForURL(/from=1767344400000&to=1767348000000/)
    await page.getByText('No requests in this range').waitFor()
    await page.getByRole('button', { name: /^Look at the last/ }).waitFor()
    await context.close()
  })

  test('a range is typed, and said in words before it is taken', async () => {
    const { page, context } = await visit('requests')
    const picker = page.getByRole('button', { name: /^Time range/ })
    await picker.click()
    await page.keyboard.type('soon')
    await page.getByText('Not a time range.').waitFor()
    await page.keyboard.press('Enter')
    expect(page.url()).not.toContain('from')
    await page.getByLabel('Type a range').fill('90 min')
    await page.getByText('Last 90 minutes').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=now-90m$/)
    await picker.click()
    await page.getByLabel('Type a range').fill('3 Jan 2026 10:00 - 11:30')
    await page.getByText('3 Jan 10:00 – 11:30').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=1767430800000&to=1767436200000/)
    await picker.click()
    await page.getByRole('button', { name: 'Yesterday' }).click()
    await page.waitForURL(/from=yesterday&to=today/)
    await page.getByRole('button', { name: 'Time range: Yesterday' }).waitFor()
    await context.close()
  })

  test('what opens has the focus at once: keys pressed right after the click are not lost', async () => {
    const { page, context } = await visit('requests')
    // Not a frame later: only what runs before the next key could be handled.
    const focusAfterClick = (name: string): Promise<string> =>
      page.evaluate(`(async () => {
        document.querySelector('button[aria-label^="${name}"]').click()
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
        return document.activeElement.ariaLabel
      })()`)
    expect(await focusAfterClick('Time range')).toBe('Type a range')
    await page.keyboard.press('Escape')
    expect(await focusAfterClick('Service')).toBe('Find: Service')
    await context.close()
  })

  test('all times are in UTC when it is chosen, in each view and after the page is opened again', async () => {
    const { page, context } = await visit('traces')
    const shown = (): Promise<string[][]> =>
      page
        .locator('time[datetime]')
        .evaluateAll((all) => all.map((it) => [it.textContent, it.getAttribute('datetime')]))
    const inUtc = async (): Promise<boolean> => {
      const times = await shown()
      return times.length > 0 && times.every(([text = '', iso = '']) => text.includes(iso.slice(11, 19)))
    }
    await page.locator('time').first().waitFor()
    expect(await inUtc()).toBe(false)
    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByRole('button', { name: 'UTC', exact: true }).click()
    await page.waitForURL(/tz=utc/)
    expect(await inUtc()).toBe(true)
    const from = await page.getByLabel('From').inputValue()
    expect(Math.abs(Date.parse(`${from}Z`) - (Date.now() - 36e5))).toBeLessThan(6e4)
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.waitForURL(/logs.*tz=utc/)
    await page.locator('.log-time').first().waitFor()
    expect(await inUtc()).toBe(true)
    await page.goto(`${hub().url}/logs`)
    await page.locator('.log-time').first().waitFor()
    expect(await inUtc()).toBe(true)
    await page.goto(`${hub().url}/logs?tz=local`)
    await page.locator('.log-time').first().waitFor()
    expect(await inUtc()).toBe(false)
    await context.close()
  })

  test('unknown parameters of the address are listed, with what was most likely meant', async () => {
    const { page, context } = await visit('traces?serivce=shop&status=error&utm_source=chat&from=whenever')
    await page
      .getByText('Unknown parameters in the address, ignored: serivce (did you mean service?), utm_source')
      .waitFor()
    await page.getByText('The time range in the address is not valid').waitFor()
    await page.getByRole('button', { name: 'Remove from the address' }).first().click()
    await page.getByRole('button', { name: 'Remove from the address' }).click()
    await page.waitForURL(/traces\?status=error$/)
    expect(await page.locator('.address-notice').count()).toBe(0)
    await context.close()
  })

  test('the theme goes round system, light, dark and is remembered', async () => {
    const { page, context } = await visit('requests', { scheme: 'light' })
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const light = await background()
    await page.getByRole('button', { name: 'System theme: change' }).click()
    await page.getByRole('button', { name: 'Light theme: change' }).click()
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.reload()
    expect(await background()).toBe(dark)
    await context.close()
  })

  test.each(['nowhere', 'far/from/here?service=shop'])(
    '%s is not found: the page says so, and leads back',
    async (place) => {
      const { page, context } = await visit(place)
      await page.getByRole('heading', { name: 'Page not found' }).waitFor()
      await page.getByText(`There is no page at /${place.split('?')[0]}.`).waitFor()
      expect(await page.title()).toBe('Page not found · plainsight')
      await page.locator('main').getByRole('link', { name: 'Requests' }).click()
      await page.getByRole('heading', { name: 'Requests', level: 1 }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/requests')
      await page.locator('canvas:visible').first().waitFor()
      await context.close()
    },
  )
})
