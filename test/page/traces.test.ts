import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium, type Tab } from './browser.ts'
import { shots } from './looks.ts'
import { findPageFaults } from './page-faults.ts'
import { bigTraceId, oddTraceId } from './traces-big-seed.ts'
import { useWalks } from './walk.ts'

const { walk, hub } = useWalks()

describe.skipIf(!hasChromium)('traces', () => {
  test('are listed newest first with their durations drawn, and one opens', () =>
    walk('traces', async ({ page }) => {
      const rows = page.locator('.trace-list tbody tr')
      await rows.first().waitFor()
      await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(25)
      await page.getByRole('img', { name: /Durations over time of \d+ spans/ }).waitFor()
      await page.screenshot({ path: join(shots, 'traces-list.png') })
      await rows.first().locator('a').click()
      await page.getByRole('tree', { name: 'Spans' }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/trace')
      await page.goBack()
      await rows.first().waitFor()
    }))

  test('narrow down by a facet, a search and a brush, all of it in the address', () =>
    walk('traces', async ({ page }) => {
      await page.locator('.trace-list tbody tr').first().waitFor()
      await page.keyboard.press('j')
      await page.locator('.trace-list tr.at').waitFor()
      await page.getByRole('button', { name: /^error \d/ }).click()
      await page.waitForURL(/status=error/)
      await page.locator('.trace-list tbody .badge.bad').first().waitFor()
      expect(await page.locator('.trace-list tr.at').count()).toBe(0)
      const search = page.getByRole('combobox', { name: 'Search traces' })
      await search.fill('exception:PaymentError')
      await search.press('Enter')
      await page.waitForURL(/q=exception:PaymentError/)
      await page.getByText('No trace matches').or(page.locator('.trace-list tbody tr').first()).waitFor()
      await page.getByRole('button', { name: 'Clear the search' }).click()
      const map = await page.locator('.duration-map').boundingBox()
      if (!map) throw new Error('no map')
      await page.mouse.move(map.x + map.width * 0.3, map.y + 20)
      await page.mouse.down()
      await page.mouse.move(map.x + map.width * 0.8, map.y + 150, { steps: 4 })
      await page.mouse.up()
      await page.waitForURL(/minMs=.*maxMs=|maxMs=.*minMs=/)
      await page.getByRole('button', { name: /Remove longer than/ }).click()
      await page.waitForURL((url) => !url.searchParams.has('minMs'))
    }))

  test('a part of the map is chosen by keys alone, said in words, and looked at alone', () =>
    walk('traces', async ({ page }) => {
      const map = page.getByRole('application', { name: 'Map of durations' })
      await map.waitFor()
      const hint = page.locator(`[id="${await map.getAttribute('aria-describedby')}"]`)
      expect(await hint.textContent()).toMatch(/Arrow keys choose a part/)
      await map.focus()
      await page.keyboard.press('ArrowRight')
      const said = map.getByRole('status')
      await expect.poll(() => said.textContent()).toMatch(/to .*: [1-9]\d* spans, \d+ failed$/)
      await page.keyboard.press('Escape')
      await expect.poll(() => said.textContent()).toBe('')
      await page.keyboard.press('ArrowRight')
      // The keys begin at the fullest cell, which may lie anywhere.
      await page.keyboard.press('Home')
      for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowRight')
      for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowUp')
      await page.locator('.map-brush').waitFor()
      await page.screenshot({ path: join(shots, 'traces-keys.png') })
      await page.keyboard.press('Enter')
      await page.waitForURL(/from=\d{13}&to=\d{13}.*minMs=.*maxMs=/)
      const { searchParams } = new URL(page.url())
      expect(Number(searchParams.get('to')) - Number(searchParams.get('from'))).toBe(13 * 30_000)
      await page.locator('.trace-list tbody tr').first().waitFor()
    }))

  test('a query that cannot be read says where', () =>
    walk('traces', async ({ page }) => {
      const search = page.getByRole('combobox', { name: 'Search traces' })
      await search.fill('status:error "never closed')
      await search.press('Enter')
      await page.getByRole('alert').getByText('The quote is never closed').waitFor()
      expect(await page.locator('.query-fault mark').textContent()).toBe('"never closed')
    }))

  test('a pasted id opens the trace; one that is not there says what to do', () =>
    walk('traces', async ({ page }) => {
      const search = page.getByRole('combobox', { name: 'Search traces' })
      await search.fill(`00-${oddTraceId}-00000000000000a1-01`)
      await search.press('Enter')
      await page.getByRole('heading', { name: 'POST /checkout' }).first().waitFor()
      await page.goto(`${hub().url}/traces?q=nothing-is-called-so`)
      await page.getByText('No trace matches').waitFor()
      await page.getByRole('button', { name: 'Search all spans' }).waitFor()
    }))

  test('a trace that is not stored is explained', () =>
    walk(
      'trace?id=00000000000000000000000000000bad',
      ({ page }) => page.getByText('This trace is not here').waitFor(),
      {
        expected: /404/,
      },
    ))

  test('what is no trace id is named, and the hyphens of a UUID are none of it', () =>
    walk('traces/4bf92f35', async ({ page }) => {
      await page.getByRole('heading', { name: 'This is not a trace id' }).waitFor()
      await page.getByText('4bf92f35 is not valid').waitFor()
      await page.goto(`${hub().url}/trace`)
      await page.getByRole('heading', { name: 'No trace id in the address' }).waitFor()
      const uuid = oddTraceId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      await page.goto(`${hub().url}/trace?id=${uuid.toUpperCase()}`)
      await page.locator('.wf-row').first().waitFor()
    }))
})

/**
 * Runs in the page: a fling of ninety frames that slows down; answers how often the middle was blank, how many rows
 * were drawn at most, and the longest tasks.
 */
const fling = `(async () => {
  const rows = document.querySelector('.wf-rows')
  const tasks = []
  const collect = (entries) => tasks.push(...entries.map(({ duration }) => duration))
  const observer = new PerformanceObserver((list) => collect(list.getEntries()))
  observer.observe({ type: 'longtask' })
  let [blank, most] = [0, 0]
  for (let frame = 0; frame < 90; frame++) {
    rows.scrollTop += 2000 * Math.exp(-frame / 40)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    const box = rows.getBoundingClientRect()
    if (!document.elementFromPoint(box.left + 40, box.top + box.height / 2)?.closest('.wf-row')) blank++
    most = Math.max(most, rows.querySelectorAll('.wf-row').length)
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  collect(observer.takeRecords())
  return { blank, most, height: rows.scrollHeight, top: rows.scrollTop, longest: Math.max(0, ...tasks) }
})()`

/**
 * Processor time that the page's main thread spends on something, milliseconds: other work on the machine does not
 * count.
 */
const measureCpu = async <T>({ page, context }: Tab, act: () => Promise<T>): Promise<{ ms: number; result: T }> => {
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  const before = await read()
  const result = await act()
  return { ms: (await read()) - before, result }
}

describe.skipIf(!hasChromium)('the waterfall', () => {
  test('shows orphans, clocks set right, exceptions with stack, events, and log lines in place', () =>
    walk(`trace?id=${oddTraceId}`, async ({ page }) => {
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.waitFor()
      await page.getByRole('treeitem', { name: /Log line, .*checkout failed/ }).waitFor()
      const rows = tree.getByRole('treeitem')
      expect(await rows.evaluateAll((each) => each.map((row) => row.textContent))).toEqual([
        'POST /checkout, shop, failed,/checkout400 ms',
        'load cart, shop,60 ms',
        'Log line, infocart has three things in it25 ms',
        'POST /charge, shop, failed,http://payments/charge150 ms',
        'POST /charge, payments, failed,clock +945 msCardDeclined100 ms',
        'Log line, errorcheckout failed: the bank said no380 ms',
        'send receipt, shop,parent missing30 ms',
      ])
      await tree.getByText('parent missing').waitFor()
      await tree.getByText(/clock \+/).waitFor()
      expect(await tree.locator('.gap').count()).toBeGreaterThan(0)
      expect(await tree.locator('.path, .on-path').count()).toBeGreaterThan(3)
      await page.getByRole('treeitem', { name: /POST \/charge ?, payments/ }).click()
      const panel = page.getByRole('region', { name: 'Span POST /charge' })
      await panel.getByText('charge.js:42:11').waitFor()
      await panel.getByText('Paths are relative to /app/payments/').waitFor()
      await page.screenshot({ path: join(shots, 'trace-odd.png') })
      await panel.getByRole('link', { name: 'Logs of this span' }).click()
      await page.waitForURL(/\/logs\?.*span=00000000000000a4/)
    }))

  test('an attribute becomes a filter', () =>
    walk(`trace?id=${oddTraceId}&span=00000000000000a1`, async ({ page }) => {
      await page.getByRole('button', { name: 'Only user.id user-7' }).click()
      await page.waitForURL(/\/traces\?.*q=user.id:user-7/)
      await page.locator('.trace-list tbody tr').first().waitFor()
    }))

  test('is walked by keys alone: move, fold, next error, details, close', () =>
    walk(`trace?id=${oddTraceId}`, async ({ page }) => {
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.waitFor()
      await page.getByRole('treeitem', { name: /Log line, .*checkout failed/ }).waitFor()
      const selected = () => tree.locator('[aria-selected="true"] .wf-name').textContent()
      await tree.press('Home')
      await expect.poll(selected).toMatch(/^POST \/checkout/)
      await page.keyboard.press('ArrowDown')
      await expect.poll(selected).toMatch(/^load cart/)
      await page.keyboard.press('e')
      await expect.poll(selected).toMatch(/^POST \/charge, shop/)
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => tree.getByRole('treeitem').count()).toBe(6)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await expect.poll(selected).toMatch(/^POST \/charge, payments/)
      await page.keyboard.press('Enter')
      await page.waitForFunction("document.activeElement?.classList.contains('side-panel')")
      await page.keyboard.press('Escape')
      await page.locator('.side-panel').waitFor({ state: 'detached' })
    }))

  test('finds text on the page at once, and in attributes a moment later', () =>
    walk(`trace?id=${oddTraceId}`, async ({ page }) => {
      const find = page.getByRole('textbox', { name: 'Find in this trace' })
      await find.fill('bank said no')
      await page.getByText('2 found').waitFor()
      await find.fill('cart.size:3')
      await page.getByText('1 found').waitFor()
      await find.press('Enter')
      await page.waitForURL(/span=00000000000000a2/)
    }))

  test('brings what is found into sight as one types, and says what its signs mean', () =>
    walk(`trace?id=${bigTraceId}`, async ({ page }) => {
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.waitFor()
      await page.getByRole('textbox', { name: 'Find in this trace' }).fill('key-77-4')
      await page.locator('.wf-row.found').first().waitFor()
      expect(await tree.evaluate((rows) => rows.scrollTop)).toBeGreaterThan(1000)
      expect(page.url()).not.toContain('span=')
      const legend = page.getByRole('list', { name: 'Legend' })
      expect((await legend.getByRole('listitem').allTextContents()).map((each) => each.trim())).toEqual(
        expect.arrayContaining(['Critical path', 'No child span']),
      )
    }))

  test('takes no find of the text before for one of the text now', () =>
    walk(`trace?id=${oddTraceId}`, async ({ page }) => {
      const answering = Promise.withResolvers<void>()
      await page.route(/trace-matches.*cart/, async (route) => {
        await answering.promise
        await route.continue()
      })
      const find = page.getByRole('textbox', { name: 'Find in this trace' })
      const told = page.locator('.trace-search [role="status"]')
      await find.fill('url.full:"http://payments/charge"')
      await expect.poll(() => told.textContent()).toMatch(/^[1-9]/)
      const asked = page.waitForRequest(/trace-matches.*cart/)
      await find.fill('cart.size:3')
      await asked
      expect(await told.textContent()).toBe('0 found')
      answering.resolve()
      await page.getByText('1 found').waitFor()
    }))

  test('is folded and unfolded whole by keys, and finds are walked through what is folded', () =>
    walk(`trace?id=${bigTraceId}`, async ({ page }) => {
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.waitFor()
      await tree.press('Shift+ArrowLeft')
      await expect.poll(() => tree.evaluate((rows) => rows.scrollHeight)).toBeLessThan(101 * 28 + 900)
      await page.getByRole('button', { name: 'Unfold all' }).waitFor()
      const find = page.getByRole('textbox', { name: 'Find in this trace' })
      await find.fill('key-7-4')
      await page.getByText('11 found').waitFor()
      await find.press('Enter')
      await page.getByText('1 of 11', { exact: true }).waitFor()
      // The arrows stand in their buttons, beside the field.
      for (const name of ['Previous find', 'Next find']) {
        const [button, arrow] = [page.getByRole('button', { name }), page.getByRole('button', { name }).locator('svg')]
        const [around, inside] = [await button.boundingBox(), await arrow.boundingBox()]
        expect(inside?.x).toBeGreaterThan(around?.x ?? 0)
        expect(inside?.x).toBeLessThan((around?.x ?? 0) + (around?.width ?? 0))
      }
      expect(await tree.locator('[aria-selected="true"] .wf-name').textContent()).toMatch(/^INSERT row 4/)
      await tree.focus()
      await page.keyboard.press('n')
      await page.getByText('2 of 11', { exact: true }).waitFor()
      await page.keyboard.press('p')
      await page.keyboard.press('p')
      await page.getByText('11 of 11', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Next find' }).click()
      await page.getByText('1 of 11', { exact: true }).waitFor()
      await tree.press('Shift+ArrowRight')
      await expect.poll(() => tree.evaluate((rows) => rows.scrollHeight)).toBeGreaterThan(270_000)
    }))

  test('scrolls ten thousand spans smoothly, with few of them in the document', () =>
    walk(`trace?id=${bigTraceId}`, async (tab) => {
      const { page } = tab
      const tree = page.getByRole('tree', { name: 'Spans' })
      await tree.waitFor()
      expect(await page.locator('.trace-head').textContent()).toContain('10k spans')
      type Flung = Readonly<Record<'blank' | 'most' | 'height' | 'top' | 'longest', number>>
      const { ms, result } = await measureCpu(tab, () => page.evaluate<Flung>(fling))
      console.log(
        `a fling over ${Math.round(result.top / 28)} rows: ${(ms / 90).toFixed(1)} ms a frame, ${result.blank} blank, longest task ${result.longest} ms`,
      )
      expect(result.top).toBeGreaterThan(60_000)
      expect(result.height).toBeGreaterThan(270_000)
      expect(result.most).toBeLessThan(120)
      expect(result.blank).toBeLessThan(6)
      // Every frame of the fling shows other rows. A screen that shows sixty frames a second leaves 16 ms for each,
      // half of it on a busy machine.
      expect(ms / 90).toBeLessThan(30)
      await tree.press('End')
      await page.getByRole('treeitem', { selected: true }).waitFor()
      await page.getByRole('textbox', { name: 'Find in this trace' }).fill('key-7-42')
      await page.getByText('1 found').waitFor()
      await page.screenshot({ path: join(shots, 'trace-big.png') })
    }))

  test('zooms by the minimap', () =>
    walk(`trace?id=${bigTraceId}`, async ({ page }) => {
      const box = await page.locator('.minimap').boundingBox()
      if (!box) throw new Error('no minimap')
      await page.mouse.move(box.x + box.width * 0.5, box.y + 10)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.6, box.y + 10, { steps: 3 })
      await page.mouse.up()
      await page.getByRole('button', { name: 'Whole trace' }).click()
      await page.getByRole('button', { name: 'Whole trace' }).waitFor({ state: 'detached' })
    }))
})

describe.skipIf(!hasChromium)('the panel beside a trace', () => {
  const place = `trace?id=${oddTraceId}&span=00000000000000a4`
  const boxOf = async (page: Page, selector: string) => {
    const box = await page.locator(selector).boundingBox()
    if (!box) throw new Error(`no ${selector}`)
    return box
  }

  test('covers nothing, is as wide as one drags it or sets it by keys, and stays so', () =>
    walk(place, async ({ page }) => {
      await page.locator('.side-panel .exception').waitFor()
      const panel = () => boxOf(page, '.side-panel')
      const before = await panel()
      const edge = page.getByRole('separator', { name: 'Width of the panel' })
      await page.mouse.move(before.x, 400)
      await page.mouse.down()
      await page.mouse.move(before.x - 200, 400, { steps: 4 })
      await page.mouse.up()
      await expect.poll(async () => Math.round((await panel()).width - before.width)).toBe(200)
      await edge.press('ArrowRight')
      await expect.poll(async () => Math.round((await panel()).width - before.width)).toBe(168)
      const { x, width } = await boxOf(page, '.waterfall')
      expect(x + width).toBeLessThanOrEqual((await panel()).x)
      await page.goto(`${hub().url}/logs`)
      await page.locator('.log-row').first().click()
      await page.locator('.side-panel .attributes').first().waitFor()
      expect(Math.round((await panel()).width - before.width)).toBe(168)
      await edge.dblclick()
      await expect.poll(async () => (await panel()).width).toBe(before.width)
    }))

  test('shows a log line in the place of a span, keeps it in the address, and takes all of a narrow screen', () =>
    walk(
      place,
      async ({ page }) => {
        await page.locator('.side-panel .exception').waitFor()
        expect(await boxOf(page, '.side-panel')).toEqual({ x: 0, y: 0, width: 360, height: 740 })
        await page.getByRole('button', { name: 'Close' }).click()
        await page.getByRole('treeitem', { name: /Log line, .*checkout failed/ }).click()
        await page.waitForURL(/line=\d+:\d+$/)
        await page.reload()
        const panel = page.locator('.side-panel')
        await panel.getByText('checkout failed: the bank said no').waitFor()
        expect(await panel.count()).toBe(1)
        await page.keyboard.press('Escape')
        await panel.waitFor({ state: 'detached' })
      },
      { width: 360, height: 740 },
    ))
})

describe.skipIf(!hasChromium)('anyone can use', () => {
  const places = [
    ['the list', 'traces', '.trace-list tbody tr'],
    ['a trace', `trace?id=${oddTraceId}&span=00000000000000a4`, '.side-panel .attributes'],
    ['an empty list', 'traces?q=nothing-is-called-so', '.state'],
  ] as const
  const looks = [
    { scheme: 'light', width: 1440, height: 900 },
    { scheme: 'dark', width: 1440, height: 900 },
    { scheme: 'light', width: 360, height: 740 },
  ] as const
  test.each(places.flatMap((place) => looks.map((look) => [...place, look] as const)))(
    '%s, %s %s %o',
    (_name, place, ready, look) =>
      walk(
        place,
        async (tab) => {
          await tab.page.locator(ready).first().waitFor()
          expect(await findPageFaults(tab)).toEqual([])
          const name = `${place.replace(/\W.*/, '')}-${look.width}-${look.scheme}.png`
          await tab.page.screenshot({ path: join(shots, name) })
        },
        look,
      ),
  )
})
