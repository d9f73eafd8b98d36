import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { hasChromium, openBrowser, openTab, type Tab, type TabOptions } from './browser.ts'
import { type Page as Hub, type PageOptions, startPage } from './start-page.ts'

export type HubAndBrowser = {
  readonly hub: () => Hub
  readonly open: (look?: TabOptions) => Promise<Tab>
}

/** A hub with made-up data and a browser for the tests of one file. */
export const useHub = (options: PageOptions = {}, seed?: (hub: Hub) => Promise<void>): HubAndBrowser => {
  let hub: Hub | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    if (!hasChromium) return
    hub = await startPage(options)
    await seed?.(hub)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })
  return { hub: () => hub as Hub, open: (look) => openTab(browser as Browser, look) }
}
