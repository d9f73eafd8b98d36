import { join } from 'node:path'
import { expect } from 'vitest'
import type { Tab } from './browser.ts'
import { findPageFaults } from './page-faults.ts'

type Look = {
  readonly name: string
  readonly scheme: 'light' | 'dark'
  readonly width: number
  readonly height: number
}

/** How people look at the page: in light, in dark, on a phone. */
export const looks: readonly Look[] = [
  { name: 'light', scheme: 'light', width: 1440, height: 900 },
  { name: 'dark', scheme: 'dark', width: 1440, height: 900 },
  { name: 'narrow', scheme: 'light', width: 360, height: 740 },
]

/** The same, and on a wide screen, at 200 % zoom, and on a phone at night. */
export const allLooks: readonly Look[] = [
  ...looks,
  { name: 'narrow-dark', scheme: 'dark', width: 360, height: 740 },
  { name: 'wide', scheme: 'light', width: 2560, height: 1300 },
  { name: 'zoomed', scheme: 'light', width: 720, height: 450 },
]

/** Where pictures of a run are kept. */
export const shots: string = join(import.meta.dirname, '../../.artifacts')

/**
 * Looks at what is shown in one way after the other, with a picture of each; nothing may be wrong with any. `also`
 * looks at more.
 */
export const lookAround = async (
  { page, ...tab }: Tab,
  name: string,
  { as = looks, also }: { as?: readonly Look[]; also?: (look: Look) => Promise<void> } = {},
): Promise<void> => {
  for (const look of as) {
    await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: look.width, height: look.height })
    // Colours fade over.
    await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
    expect({ ...look, faults: await findPageFaults({ page, ...tab }) }).toEqual({ ...look, faults: [] })
    await also?.(look)
    await page.screenshot({ path: join(shots, `${name}-${look.name}.png`) })
  }
}
