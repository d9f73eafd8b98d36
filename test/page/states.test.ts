import { join } from 'node:path'
import type { Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium, type Tab } from './browser.ts'
import { findPageFaults } from './page-faults.ts'
import { shots, useWalks } from './walk.ts'

const { walk } = useWalks({ traces: 400 })

const looks = [
  { scheme: 'light', width: 1440, height: 900 },
  { scheme: 'dark', width: 1440, height: 900 },
  { scheme: 'light', width: 360, height: 740 },
] as const

const views = ['requests', 'traces', 'logs', 'explore'] as const

const failure = {
  error: {
    code: 'QUERY_TIMEOUT',
    message: 'The query took longer than 15000 ms',
    hint: 'Narrow the time range or the filters.',
    requestId: 'abc-1',
  },
}

const answers = /\/(api\/query\/|healthz)/

/** What the hub does meanwhile, and what one sees then. */
const states = [
  ['loading', () => {}, '.skeleton'],
  ['failing', (route: Route) => route.fulfill({ status: 504, json: failure }), '.state.bad'],
  ['away', (route: Route) => route.abort('connectionrefused'), '.away'],
] as const

const cases = views.flatMap((view) =>
  states.flatMap(([state, act, shown]) => looks.map((look) => ({ view, state, act, shown, look }))),
)

const picture = (tab: Tab, name: string): Promise<Buffer> =>
  tab.page.screenshot({ path: join(shots, `state-${name}.png`) })

describe.skipIf(!hasChromium)('while the hub', () => {
  test.each(cases)('is $state, $view says so ($look.width $look.scheme)', ({ view, state, act, shown, look }) =>
    walk(
      'sign-post',
      async (tab) => {
        await tab.page.route(answers, act)
        await tab.page.goto(new URL(`/${view}?refresh=off`, tab.page.url()).href)
        await tab.page.locator(shown).first().waitFor()
        expect(await findPageFaults(tab)).toEqual([])
        if (state === 'away') await tab.page.getByText('The hub does not answer').first().waitFor()
        await picture(tab, `${view}-${state}-${look.width}-${look.scheme}`)
        await tab.page.unroute(answers)
        if (state === 'loading') return
        if (state === 'away') {
          // It goes on by itself.
          await tab.page.locator('.away').waitFor({ state: 'detached' })
          await tab.page.getByText('No answer yet').first().waitFor({ state: 'detached' })
          return
        }
        // Each part of a view that failed is asked for again by itself.
        const again = tab.page.getByRole('button', { name: 'Try again' })
        await expect
          .poll(
            async () => {
              if ((await again.count()) > 0)
                await again
                  .first()
                  .click({ timeout: 1000 })
                  .catch(() => {})
              return await tab.page.locator('.state.bad').count()
            },
            { timeout: 20_000 },
          )
          .toBe(0)
      },
      { ...look, expected: /504|ERR_CONNECTION_REFUSED/ },
    ),
  )
})

describe.skipIf(!hasChromium)('when the hub goes away', () => {
  test('what was shown stays in sight, and is brought up to date when it is back', () =>
    walk(
      'requests?refresh=off',
      async ({ page }) => {
        const routes = page.getByRole('heading', { name: 'Routes' })
        await routes.waitFor()
        const rows = page.locator('.table tbody tr')
        await rows.first().waitFor()
        await page.route(answers, (route) => route.abort('connectionrefused'))
        await page.getByRole('button', { name: 'Refresh', exact: true }).click()
        await page.locator('.away').waitFor()
        expect(await rows.count()).toBeGreaterThan(3)
        expect(await page.getByText('No answer yet').count()).toBe(0)
        await page.unroute(answers)
        const asked = page.waitForResponse(/request-table/)
        await page.getByRole('button', { name: 'Try again' }).click()
        await asked
        await page.locator('.away').waitFor({ state: 'detached' })
      },
      { expected: /ERR_CONNECTION_REFUSED/ },
    ))
})

describe.skipIf(!hasChromium)('nothing here', () => {
  const range = 'from=1767344400000&to=1767348000000'
  test.each(views.flatMap((view) => looks.map((look) => ({ view, look }))))(
    '$view says why, and what to do ($look.width $look.scheme)',
    ({ view, look }) =>
      walk(
        `${view}?${range}`,
        async (tab) => {
          await tab.page.locator('.state').first().waitFor()
          await tab.page
            .getByRole('button', { name: /^Look at the last/ })
            .first()
            .waitFor()
          expect(await findPageFaults(tab)).toEqual([])
          await picture(tab, `${view}-empty-${look.width}-${look.scheme}`)
        },
        look,
      ),
  )
})
