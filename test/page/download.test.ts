import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './browser.ts'
import { shots } from './looks.ts'
import { oddTraceId } from './traces-big-seed.ts'
import { useWalks } from './walk.ts'

const token = 'open-sesame-1234567890'
const { walk, hub } = useWalks({ token, traces: 600, minutes: 60 })

const signIn = async (page: Page): Promise<void> => {
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
}

const refused = { expected: /401/ }

const save = async (page: Page, what: string, kind: 'CSV' | 'JSON'): Promise<{ name: string; text: string }> => {
  await page.getByRole('button', { name: `Download the ${what}` }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Download ${kind}` }).click(),
  ])
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

/** Table or list, the first columns of its file, and how many rows it has at least. */
const tables = [
  ['requests', 'services', 'service,requests,recorded,requestsPerSecond,errors,errorShare,p50Ms,p95Ms,p99Ms,impact', 3],
  ['requests', 'routes', 'service,method,route,requests,', 9],
  ['traces', 'traces', 'start,traceId,durationMs,rootName,rootService,services,spans,errors,matchedSpanId,', 500],
  ['logs', 'lines', 'time,severity,severityText,service,body,traceId,spanId,', 300],
  ['traces', 'filters', 'facet,value,count', 5],
  ['logs', 'filters', 'facet,value,count', 5],
  ['metrics', 'metrics', 'name,', 10],
  ['metrics?metric=http.server.request.duration&by=http.route', 'points', 'time,/', 60],
  [`trace?id=${oddTraceId}`, 'spans', 'traceId,spanId,parentSpanId,service,start,', 5],
] as const

describe.skipIf(!hasChromium)('what the page shows', () => {
  test('is a file in CSV and in JSON, a list with all that was found', () =>
    walk(
      'requests',
      async ({ page }) => {
        await signIn(page)
        for (const [place, what, heads, least] of tables) {
          await page.goto(`${hub().url}/${place}${place.includes('?') ? '&' : '?'}from=now-3h`)
          const csv = await save(page, what, 'CSV')
          expect(csv.name).toMatch(new RegExp(`^plainsight-${what}-\\d{4}-\\d\\d-\\d\\dT.*Z\\.csv$`))
          const lines = csv.text.split('\r\n')
          expect(lines[0]).toMatch(new RegExp(`^\uFEFF${heads}`))
          expect(lines.length - 2, what).toBeGreaterThanOrEqual(least)
          const json = await save(page, what, 'JSON')
          expect(JSON.parse(json.text), what).toHaveLength(lines.length - 2)
        }
      },
      refused,
    ))

  test('is a command for a shell, with a place for the token but without it', () =>
    walk(
      'requests?service=shop&from=now-3h',
      async ({ page, context }) => {
        await context.grantPermissions(['clipboard-read', 'clipboard-write'])
        await signIn(page)
        await page.getByRole('button', { name: 'Download the routes' }).click()
        await page.getByRole('button', { name: 'Copy as cURL' }).click()
        await page.getByText('Copied').waitFor()
        const command = await page.evaluate<string>('navigator.clipboard.readText()')
        expect(command).not.toContain(token)
        const run = promisify(execFile)
        const { stdout } = await run('sh', ['-c', command], { env: { ...process.env, PLAINSIGHT_TOKEN: token } })
        const { lines } = JSON.parse(stdout) as { lines: { service: string; route: string }[] }
        expect(lines.every(({ service }) => service === 'shop')).toBe(true)
        expect(lines.map(({ route }) => route)).toContain('/orders')
      },
      refused,
    ))

  test('is on paper in light and without navigation, all rows of a list', () =>
    walk(
      'logs?from=now-3h',
      async ({ page }) => {
        await signIn(page)
        await page.locator('.log-row').first().waitFor()
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
        await expect.poll(() => page.locator('.log-row').count()).toBe(200)
        const ground = 'getComputedStyle(document.querySelector(".card")).backgroundColor'
        expect(await page.evaluate(ground)).toBe('rgb(255, 255, 255)')
        for (const hidden of ['.sidebar', '.topbar-end', '.facets', '.list-foot .button'])
          expect(await page.locator(`${hidden}:visible`).count(), hidden).toBe(0)
        await page.getByText(/^All services, \d+ \w+ .* \(Europe\/Berlin\)/).waitFor()
        await page.screenshot({ path: join(shots, 'print-logs.png'), fullPage: true })
        await page.goto(`${hub().url}/requests`)
        await page.locator('canvas').first().waitFor()
        await page.screenshot({ path: join(shots, 'print-requests.png'), fullPage: true })
      },
      { ...refused, scheme: 'dark' },
    ))
})
