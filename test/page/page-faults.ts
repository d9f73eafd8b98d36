import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Tab } from './browser.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

type Finding = { readonly id: string; readonly nodes: readonly { readonly html: string }[] }

/**
 * Runs in the page: what one presses with a finger and is smaller than a fingertip. Links inside a text are as high as
 * their line.
 */
const findSmallTargets = `[...document.querySelectorAll('button, a[href], input, summary, [role=option], [role=treeitem], [role=application]')]
  .filter((it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !it.closest('.skip-link, p:not(.list-foot, .span-links, .line-links, .live-head)'))
  .map((it) => ({ it, box: it.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && box.height < 39.5)
  .map(({ it, box }) => Math.round(box.width) + 'x' + Math.round(box.height) + ' ' + it.outerHTML.slice(0, 120))`

/**
 * All findings of axe-core, with target sizes and landmarks, whether the page is wider than the screen, and on a narrow
 * screen what is too small to touch, in words.
 */
export const findPageFaults = async ({ page }: Tab): Promise<string[]> => {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(await readFile(axePath, 'utf8'))
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    'axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})',
  )
  const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  const over = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  const isNarrow = await page.evaluate<boolean>('innerWidth < 500')
  const small = isNarrow ? await page.evaluate<string[]>(findSmallTargets) : []
  faults.push(...small.slice(0, 8).map((each) => `too small to touch: ${each}`))
  return over > 0 ? [...faults, `${over} pixels wider than the screen`] : faults
}
