import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Tab } from './browser.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

type Finding = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }

/** Findings of axe-core that are serious or worse, and whether the page is wider than the screen, in words. */
export const findPageFaults = async ({ page }: Tab): Promise<string[]> => {
  await page.evaluate(await readFile(axePath, 'utf8'))
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    'axe.run(document, {resultTypes: ["violations"]})',
  )
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  const over = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  return over > 0 ? [...serious, `${over} pixels wider than the screen`] : serious
}
