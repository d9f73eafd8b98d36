import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { insertLogs, type SeedLog } from '../query/traces-logs-seed.ts'
import { hasChromium } from './browser.ts'
import { shots } from './looks.ts'
import { findPageFaults } from './page-faults.ts'
import { useWalks } from './walk.ts'

const { walk, hub } = useWalks({ traces: 4000 })

describe.skipIf(!hasChromium)('logs', () => {
  test('are searched by words and severity, counted over time, and open into their trace and back', () =>
    walk('logs', async ({ page }) => {
      const rows = page.locator('.log-row')
      await rows.first().waitFor()
      await page.getByRole('img', { name: /Log lines over time: \d+/ }).waitFor()
      const search = page.getByRole('combobox', { name: 'Search logs' })
      await search.fill('"bank said no" level:error')
      await search.press('Enter')
      await page.waitForURL(/q=/)
      await expect.poll(() => rows.count()).toBe(1)
      await rows.first().click()
      const drawer = page.getByRole('region', { name: 'Log line' })
      await drawer.getByText('order.id').waitFor()
      await page.screenshot({ path: join(shots, 'logs-line.png') })
      await drawer.getByRole('link', { name: 'Open its trace' }).click()
      await page.getByRole('treeitem', { name: /Log line, .*checkout failed/ }).click()
      await page.getByRole('region', { name: 'Log line' }).getByRole('link', { name: 'Lines of its trace' }).click()
      await page.waitForURL(/\/logs\?.*trace=0dd0/)
      await expect.poll(() => rows.count()).toBe(2)
    }))

  test('narrow down by facets and by pressing an attribute, all of it in the address', () =>
    walk('logs', async ({ page }) => {
      await page.getByRole('button', { name: /^warn \d/ }).click()
      await page.waitForURL(/q=level:warn/)
      await expect
        .poll(() => page.locator('.log-row .level').allTextContents())
        .toSatisfy((levels: string[]) => levels.length > 0 && levels.every((level) => level === 'warn'))
      await page.locator('.log-row').first().click()
      await page.getByRole('button', { name: 'Only threshold_ms 400' }).click()
      await page.waitForURL(/threshold_ms:400/)
      const address = page.url()
      await page.reload()
      await page.locator('.log-row').first().waitFor()
      expect(page.url()).toBe(address)
    }))

  test('are walked by keys alone', () =>
    walk('logs', async ({ page }) => {
      await page.locator('.log-row').first().waitFor()
      const list = page.getByRole('listbox', { name: 'Log lines' })
      await list.focus()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByRole('region', { name: 'Log line' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('region', { name: 'Log line' }).waitFor({ state: 'detached' })
      await page.keyboard.press('w')
      await page.waitForURL(/wrap=on/)
      await page.locator('.log-list.wrap .log-row').first().waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('bank')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=bank/)
    }))

  test('a query that names no severity is explained, with the place', () =>
    walk(
      'logs?q=bank+level:loud',
      async ({ page }) => {
        await page.getByText(/q, character 6: .*knows trace, debug, info, warn, error, fatal/).waitFor()
        expect(await page.getByRole('alert').count()).toBe(1)
      },
      { expected: /400/ },
    ))

  test('older lines follow as one scrolls', () =>
    walk('logs', async ({ page }) => {
      await page.locator('.log-row').first().waitFor()
      const shown = async (): Promise<number> =>
        Number((await page.locator('.list-foot').textContent())?.replace(/\D.*$/, '').replace(',', ''))
      const before = await shown()
      await expect
        .poll(
          async () => {
            await page.locator('.log-list').evaluate((list) => list.scrollTo({ top: list.scrollHeight }))
            return await shown()
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThan(before)
    }))

  test('nothing found says what to do', () =>
    walk('logs?q=nothing-is-called-so', async ({ page }) => {
      await page.getByText('No line matches').waitFor()
      await page.getByRole('button', { name: 'Clear the filters' }).click()
      await page.locator('.log-row').first().waitFor()
    }))
})

/** Lines of a till, as programs write them that fail, and as somebody writes them who means to mislead. */
const tillLines = (now: number): SeedLog[] => {
  const line = (index: number, body: string, attributes: Readonly<Record<string, string>> = {}): SeedLog => ({
    ns: BigInt(now - index) * 1_000_000n,
    traceId: '',
    spanId: '',
    service: 'till',
    level: 17,
    text: 'ERROR',
    body,
    attributes,
  })
  const frames = [
    'read (/srv/till/src/chip/read.ts:42:11)',
    'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    'async next (/srv/till/node_modules/@tills/router/lib/layer.js:95:5)',
    'async pay (file:///srv/till/src/pay.ts:118:20)',
  ]
  const message = 'the chip cannot be read'
  const failure = {
    'exception.type': 'CardError',
    'exception.message': message,
    'exception.stacktrace': [`CardError: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n'),
  }
  return [
    line(1, 'payment failed', { ...failure, 'till.lane': 'lane-4', 'card type': 'gold' }),
    line(2, '', { ...failure, 'till.lane': 'lane-5' }),
    line(3, 'receipt \u202egpj.exe\u202c printed\u0007'),
    ...Array.from({ length: 250 }, (_, index) => line(10 + index, `drawer ${index} opened`)),
  ]
}

describe.skipIf(!hasChromium)('a log line', () => {
  beforeAll(() => insertLogs(hub().store, tillLines(Date.now())))

  test('shows its exception, what was searched for, and characters that would not be seen', () =>
    walk('logs?service=till&q=payment OR print* OR read', async ({ page }) => {
      const rows = page.locator('.log-row')
      await expect.poll(() => rows.count()).toBe(2)
      expect(await rows.nth(0).locator('.log-exception').textContent()).toBe(' CardError: the chip cannot be read')
      expect(await rows.nth(0).locator('mark').allTextContents()).toEqual(['payment', 'read'])
      expect(await rows.nth(1).locator('mark').allTextContents()).toEqual(['print'])
      expect(await rows.nth(1).locator('.hidden-sign').allTextContents()).toEqual(['RLO', 'PDF', 'BEL'])
      expect(await rows.nth(1).textContent()).not.toContain('\u202e')
      await rows.nth(0).click()
      const drawer = page.getByRole('region', { name: 'Log line' })
      expect(await drawer.locator('.line-body mark').allTextContents()).toEqual(['payment'])
      await page.goto(`${hub().url}/logs?service=till&q="till.lane":lane-5`)
      await page.getByText('CardError: the chip cannot be read').waitFor()
      expect(await page.getByText('(empty)').count()).toBe(0)
    }))

  test('stays open in the address: a link leads back to it, Back and another search close it', () =>
    walk('logs?service=till&from=now-15m', async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const drawer = page.getByRole('region', { name: 'Log line' })
      await page.locator('.log-row', { hasText: 'drawer 3 opened' }).click()
      await page.waitForURL(/line=\d+:\d+/)
      await page.goBack()
      await drawer.waitFor({ state: 'detached' })
      await page.goForward()
      await drawer.getByText('drawer 3 opened').waitFor()
      await page.getByRole('button', { name: 'Copy link' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const link = await page.evaluate<string>('navigator.clipboard.readText()')
      await page.goto('about:blank')
      await page.goto(link)
      await drawer.getByText('drawer 3 opened').waitFor()
      expect(new URL(page.url()).searchParams.get('from')).toMatch(/^\d{13}$/)
      await expect
        .poll(() => page.locator('.log-row[aria-selected="true"]').allTextContents())
        .toEqual([expect.stringContaining('drawer 3 opened')])
      await drawer.getByRole('link', { name: 'Lines around it' }).click()
      await page.waitForURL(
        ({ searchParams }) => Number(searchParams.get('to')) - Number(searchParams.get('from')) < 11_000,
      )
      await drawer.getByText('drawer 3 opened').waitFor()
      await expect
        .poll(() => page.locator('.log-row[aria-selected="true"]').allTextContents())
        .toEqual([expect.stringContaining('drawer 3 opened')])
      const search = page.getByRole('combobox', { name: 'Search logs' })
      await search.fill('drawer')
      await search.press('Enter')
      await drawer.waitFor({ state: 'detached' })
      await expect.poll(() => new URL(page.url()).searchParams.has('line')).toBe(false)
      await expect.poll(() => page.locator('.log-card.stale').count()).toBe(0)
      expect(await page.locator('.log-row[aria-selected="true"]').count()).toBe(0)
    }))

  test('shows where its exception came from: the frames of the app, the others when asked, and the text as it was sent', () =>
    walk('logs?service=till&q=payment', async ({ page }) => {
      await page.locator('.log-row').click()
      const lines = page.locator('.stack-trace .mono > *')
      const read = 'read src/chip/read.ts:42:11'
      const pay = 'async pay src/pay.ts:118:20'
      const folder = 'Paths are relative to /srv/till/'
      await expect.poll(() => lines.allTextContents()).toEqual([read, '▸ 2 frames in node, @tills/router', pay, folder])
      expect(await page.locator('.stack-trace .app').count()).toBe(2)
      await page.getByRole('button', { name: '2 frames in node, @tills/router' }).click()
      expect(await lines.allTextContents()).toEqual([
        read,
        '▾ 2 frames in node, @tills/router',
        'process.processTicksAndRejections node:internal/process/task_queues:105:5',
        '@tills/router async next lib/layer.js:95:5',
        pay,
        folder,
      ])
      const isCut =
        'document.querySelector(".stack-trace .mono").scrollWidth > document.querySelector(".side-panel .body").clientWidth'
      expect(await page.evaluate(isCut)).toBe(false)
      await page.getByRole('button', { name: 'Original text' }).click()
      await page.getByText('at async pay (file:///srv/till/src/pay.ts:118:20)').waitFor()
    }))

  test('that is past its retention is explained', () =>
    walk('logs?line=1:1767344400000000000', ({ page }) => page.getByText('This log line is not stored').waitFor(), {
      expected: /404/,
    }))

  test('shows the columns that one chooses, which are in the address', () =>
    walk('logs?service=till', async ({ page }) => {
      const heads = page.locator('.log-head > span')
      const first = page.locator('.log-row').first()
      await first.waitFor()
      expect(await heads.allTextContents()).toEqual(['Time', 'Level', 'Service', 'Message'])
      const isCut =
        "[...document.querySelectorAll('.log-head bdi')].some((name) => name.scrollWidth > name.clientWidth)"
      expect(await page.evaluate<boolean>(isCut)).toBe(false)
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('checkbox', { name: /till\.lane/ }).check()
      await page.getByRole('checkbox', { name: 'Service' }).uncheck()
      await page.keyboard.press('Escape')
      await first.click()
      await page.getByRole('button', { name: 'Column card type' }).click()
      await page.waitForURL(/columns=level,till\.lane,/)
      await page.reload()
      await first.waitFor()
      expect(await heads.allTextContents()).toEqual(['Time', 'Level', 'till.lane', 'card type', 'Message'])
      expect(await first.locator('.log-cell').allTextContents()).toEqual(['till.lane lane-4', 'card type gold'])
      await page.getByRole('button', { name: 'Remove column till.lane' }).click()
      await page.getByRole('button', { name: 'Columns', exact: true }).click()
      await page.getByRole('button', { name: 'Reset columns' }).click()
      await page.waitForURL((url) => !url.searchParams.has('columns'))
    }))

  test('lets its text be selected by dragging, and opens nothing then', () =>
    walk('logs?service=till', async ({ page }) => {
      const body = page.locator('.log-row', { hasText: 'drawer 1 opened' }).locator('.log-body > bdi')
      const box = await body.boundingBox()
      if (!box) throw new Error('no line')
      await page.mouse.move(box.x + 1, box.y + box.height / 2)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width, box.y + box.height / 2, { steps: 4 })
      await page.mouse.up()
      expect(await page.evaluate<string>('getSelection().toString()')).toContain('drawer 1 opened')
      expect(page.url()).not.toContain('line=')
      await body.click()
      await page.waitForURL(/line=/)
    }))
})

const flood = (round: number): SeedLog[] =>
  Array.from({ length: 500 }, (_, index) => ({
    ns: BigInt(Date.now()) * 1_000_000n + BigInt(index),
    traceId: '',
    spanId: '',
    service: 'flood',
    level: index % 50 === 0 ? 17 : 9,
    text: 'INFO',
    body: `flood line ${round} ${index}`,
    attributes: {},
  }))

describe.skipIf(!hasChromium)('live tail', () => {
  test('keeps up with a thousand lines a second, holds while one reads, and goes on', () =>
    walk('logs?live=on&q=flood', async ({ page }) => {
      await page.getByText('Following new lines').waitFor()
      const newest = page.locator('.log-row').first()
      const shownRound = async (): Promise<number> =>
        (await newest.count()) === 0 ? -1 : Number(/flood line (\d+)/.exec((await newest.textContent()) ?? '')?.[1])
      for (let round = 0; round < 12; round++) {
        const began = Date.now()
        await insertLogs(hub().store, flood(round))
        // The rate is what is tested: 500 lines each half second.
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, 500 - (Date.now() - began))))
        // A machine that is busy with other things may fall behind, but not further than one answer of the tail holds.
        await expect.poll(shownRound).toBeGreaterThanOrEqual(round - 2)
      }
      const total = async (): Promise<string> => (await page.locator('.list-foot').textContent()) ?? ''
      await expect.poll(total).toContain('5,000 lines')
      await expect.poll(() => newest.textContent()).toContain('flood line 11 499')
      expect(await page.locator('.log-row').count()).toBeLessThan(120)
      expect(await page.getByText('came too fast').count()).toBe(0)
      await page.screenshot({ path: join(shots, 'logs-live.png') })
      await page.locator('.log-list').evaluate((list) => list.scrollTo({ top: 2000 }))
      await page.getByText('Paused while you read').waitFor()
      await insertLogs(hub().store, flood(99))
      await page.getByRole('button', { name: 'Show 500 new lines' }).click()
      await expect.poll(() => newest.textContent()).toContain('flood line 99 499')
    }))
})

describe.skipIf(!hasChromium)('while the hub is not there', () => {
  test('the live tail says that it reconnects, goes on by itself, and that lines may be missing', () =>
    walk(
      'logs?live=on&q=flood',
      async ({ page }) => {
        const status = page.locator('.live-head > span:not(.live-dot)')
        await expect.poll(() => status.textContent()).toBe('Reconnecting…')
        await page.unroute(/logs\/tail/)
        const refused = page.waitForResponse((response) => response.status() === 503)
        await page.route(/logs\/tail/, (route) => route.fulfill({ status: 503, json: {} }))
        await refused
        await expect.poll(() => status.textContent()).toBe('Reconnecting…')
        await page.unroute(/logs\/tail/)
        await expect
          .poll(() => status.textContent())
          .toBe('Following new lines · lines from the interruption are missing here')
      },
      {
        expected: /503/,
        // A stream that ends, as one does when the hub stops.
        before: ({ page }) =>
          page.route(/logs\/tail/, (route) =>
            route.fulfill({ contentType: 'text/event-stream', body: 'retry: 100\n\n' }),
          ),
      },
    ))

  test('a search that the hub refuses to follow is explained', () =>
    walk('logs?live=on&q=level:loud', ({ page }) => page.getByText(/level: knows trace, debug/).waitFor(), {
      expected: /400/,
    }))
})

describe.skipIf(!hasChromium)('counts', () => {
  test('look incomplete until all of the range is counted', () =>
    walk(
      'logs?from=now-30m',
      async ({ page }) => {
        await page.getByRole('heading', { name: /^[\d,]+\+ lines$/ }).waitFor()
        await page.getByText('50% of the range counted').waitFor()
        const [bars, uncounted] = await Promise.all(
          ['.bars-frame', '.uncounted'].map((name) => page.locator(name).boundingBox()),
        )
        expect((uncounted?.width ?? 0) / (bars?.width ?? 1)).toBeCloseTo(0.5, 1)
        await page.getByRole('button', { name: /^shop [\d,]+\+$/ }).waitFor()
        await page.getByText('A + means that there may be more.').waitFor()
      },
      {
        before: ({ page }) =>
          page.route(/logs-(histogram|facets)/, async (route) => {
            const { searchParams } = new URL(route.request().url())
            // The rest stays out.
            if (searchParams.has('windowMs')) return
            const response = await route.fetch()
            const [from, to] = [Number(searchParams.get('from')), Number(searchParams.get('to'))]
            const half = { complete: false, reachedMs: Math.floor((from + to) / 2), windowMs: 1000 }
            await route.fulfill({ response, json: { ...((await response.json()) as object), ...half } })
          }),
      },
    ))
})

describe.skipIf(!hasChromium)('anyone can use', () => {
  const looks = [
    { scheme: 'light', width: 1440, height: 900 },
    { scheme: 'dark', width: 1440, height: 900 },
    { scheme: 'light', width: 360, height: 740 },
  ] as const
  test.each(looks)('the logs, %o', (look) =>
    walk(
      'logs?q=received',
      async (tab) => {
        await tab.page.locator('.log-row').first().waitFor()
        await tab.page.locator('.severity-bars').waitFor()
        expect(await findPageFaults(tab)).toEqual([])
        await tab.page.locator('.log-row').first().click()
        await tab.page.locator('.side-panel .attributes').first().waitFor()
        expect(await findPageFaults(tab)).toEqual([])
        await tab.page.screenshot({ path: join(shots, `logs-${look.width}-${look.scheme}.png`) })
      },
      look,
    ),
  )
})
