import type { Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium, type Tab } from './browser.ts'
import { lookAround } from './looks.ts'
import { useWalks } from './walk.ts'

const { walk } = useWalks({ traces: 400 })

const views = ['requests', 'traces', 'logs', 'metrics'] as const

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

const cases = views.flatMap((view) => states.map(([state, act, shown]) => ({ view, state, act, shown })))

/** Each part of a view that failed is asked for again by itself. */
const tryAgain = async ({ page }: Tab): Promise<void> => {
  const again = page.getByRole('button', { name: 'Try again' })
  const left = async (): Promise<number> => {
    if ((await again.count()) > 0)
      await again
        .first()
        .click({ timeout: 1000 })
        .catch(() => {})
    return await page.locator('.state.bad').count()
  }
  await expect.poll(left, { timeout: 20_000 }).toBe(0)
}

/** The page looks for the hub every few seconds, and goes on by itself. */
const comeBack = async ({ page }: Tab): Promise<void> => {
  await page.clock.fastForward(3000)
  await page.locator('.away').waitFor({ state: 'detached' })
  await page.getByText('No answer yet').first().waitFor({ state: 'detached' })
}

describe.skipIf(!hasChromium)('while the hub', () => {
  test.each(cases)(
    'is $state, $view says so, in light, in dark and on a narrow screen',
    ({ view, state, act, shown }) =>
      walk(
        `${view}?refresh=off`,
        async (tab) => {
          await tab.page.locator(shown).first().waitFor()
          if (state === 'away') await tab.page.getByText('The hub does not answer').first().waitFor()
          await lookAround(tab, `state-${view}-${state}`)
          await tab.page.unroute(answers)
          if (state === 'failing') await tryAgain(tab)
          if (state === 'away') await comeBack(tab)
        },
        {
          expected: /504|ERR_CONNECTION_REFUSED/,
          before: async ({ page }) => {
            if (state === 'away') await page.clock.install()
            await page.route(answers, act)
          },
        },
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
        await expect.poll(() => page.locator('.skeleton').count()).toBe(0)
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
  test.each(views)('%s says why, and what to do, in light, in dark and on a narrow screen', (view) =>
    walk(`${view}?${range}`, async (tab) => {
      await tab.page.locator('.state').first().waitFor()
      await tab.page
        .getByRole('button', { name: /^Look at the last/ })
        .first()
        .waitFor()
      await lookAround(tab, `state-${view}-empty`)
    }),
  )
})
