// Screenshots to look at: `node test/page/shots.ts http://127.0.0.1:5170 requests 'metrics?metric=…'` writes to
// .artifacts/.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser, openTab } from './browser.ts'

const [url = '', ...places] = process.argv.slice(2)
const folder = join(import.meta.dirname, '../../.artifacts')
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
const looks = [
  { name: 'light', width: 1440, height: 900, scheme: 'light' },
  { name: 'dark', width: 1440, height: 900, scheme: 'dark' },
  { name: 'narrow', width: 360, height: 760, scheme: 'light' },
] as const
for (const place of places) {
  for (const look of looks) {
    const { page, context, faults } = await openTab(browser, look)
    await page.goto(`${url}/${place}`)
    await page.waitForLoadState('networkidle')
    await page.waitForFunction("!document.querySelector('.skeleton')", undefined, { timeout: 8000 }).catch(() => {})
    await page.waitForTimeout(300)
    const file = join(folder, `${place.replace(/\W+/g, '-')}-${look.name}.png`)
    await page.screenshot({ path: file, fullPage: look.name === 'narrow' })
    console.log(file, faults)
    await context.close()
  }
}
await browser.close()
