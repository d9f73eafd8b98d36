import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openControl } from '../../src/control/open-control.ts'
import { hasChromium } from './browser.ts'
import { shots } from './looks.ts'
import { findPageFaults } from './page-faults.ts'
import { useWalks } from './walk.ts'

const token = 'open-sesame-1234567890'
const { walk, hub } = useWalks({ token, traces: 300 })

/** As it happens when they run out, or the token changes. */
const endAllSessions = (dataDir: string): void => {
  const control = openControl(dataDir)
  control.sessions.endAll()
  control.close()
}

/** The browser itself reports each refused answer. */
const refused = { expected: /401/ }

describe.skipIf(!hasChromium)('the page of a hub with a token', () => {
  test('asks for it, refuses a wrong one, goes where one wanted to be, and lets one out again', () =>
    walk(
      'traces?status=error',
      async ({ page, context }) => {
        await page.getByLabel('Token').fill('wrong')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByText('This is not the token of this hub.').waitFor()
        await page.getByLabel('Token').fill(token)
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Traces', level: 1 }).waitFor()
        expect(page.url()).toContain('status=error')
        await page.reload()
        await page.getByRole('button', { name: 'Sign out' }).click()
        await page.getByRole('heading', { name: 'Sign in to plainsight' }).waitFor()
        expect(await page.getByText('The sign-in has ended').count()).toBe(0)
        expect((await context.cookies()).filter(({ name }) => name === 'plainsight_session')).toEqual([])
        await page.reload()
        await page.getByLabel('Token').waitFor()
      },
      refused,
    ))

  test('asks for it at /metrics too, where scrapers get their text only with it', () =>
    walk(
      'metrics',
      async ({ page }) => {
        await page.getByLabel('Token').waitFor()
        expect((await fetch(`${hub().url}/metrics`)).status).toBe(401)
        expect(await (await fetch(`${hub().url}/metrics`, { headers: { accept: 'text/html' } })).text()).toContain(
          'id="app"',
        )
      },
      refused,
    ))

  test('says when the sign-in has run out, and goes on where one was after the next', () =>
    walk(
      'requests?from=now-3h',
      async ({ page }) => {
        await page.getByLabel('Token').fill(token)
        await page.keyboard.press('Enter')
        await page.getByRole('button', { name: 'Sign out' }).waitFor()
        endAllSessions(hub().dataDir)
        // A question of the view that is still on its way may meet the end of the sign-in first: then there is no
        // button any more.
        await page
          .getByRole('button', { name: 'Refresh', exact: true })
          .click({ timeout: 2000 })
          .catch(() => {})
        await page.getByText('The sign-in has ended. Sign in again').waitFor()
        await page.getByLabel('Token').fill(token)
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Routes' }).waitFor()
        expect(page.url()).toContain('requests?from=now-3h')
      },
      refused,
    ))

  test.each([
    { scheme: 'light', width: 1440, height: 900 },
    { scheme: 'dark', width: 1440, height: 900 },
    { scheme: 'light', width: 360, height: 740 },
  ] as const)('anyone can sign in, %o', (look) =>
    walk(
      'requests',
      async (tab) => {
        await tab.page.getByLabel('Token').waitFor()
        expect(await findPageFaults(tab)).toEqual([])
        await tab.page.screenshot({ path: join(shots, `sign-in-${look.width}-${look.scheme}.png`) })
        await tab.page.getByLabel('Token').fill(token)
        await tab.page.keyboard.press('Enter')
        await tab.page.getByRole('button', { name: 'Sign out' }).waitFor()
        expect(await findPageFaults(tab)).toEqual([])
        await tab.page.screenshot({ path: join(shots, `signed-in-${look.width}-${look.scheme}.png`) })
      },
      { ...look, ...refused },
    ),
  )
})
