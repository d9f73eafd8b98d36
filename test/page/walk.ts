import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium, openBrowser, openTab, type Tab, type TabOptions } from './browser.ts'
import { type Page as Hub, type PageOptions, startPage } from './start-page.ts'
import { seedBigTraces } from './traces-big-seed.ts'

/** Where pictures of a run are kept. */
export const shots: string = join(import.meta.dirname, '../../.artifacts')

type WalkOptions = TabOptions & {
  /** Console errors that belong to the case: the browser itself reports each refused answer. */
  readonly expected?: RegExp
}

export type Walks = {
  /** Opens a view, lets a test walk through it, and then asks that nothing went wrong meanwhile. */
  readonly walk: (place: string, go: (tab: Tab) => Promise<void>, options?: WalkOptions) => Promise<void>
  readonly hub: () => Hub
}

/** A hub with made-up data and a browser for the tests of one file. */
export const useWalks = (options: PageOptions = {}, seed: (hub: Hub) => Promise<void> = seedBig): Walks => {
  let hub: Hub | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    if (!hasChromium) return
    mkdirSync(shots, { recursive: true })
    hub = await startPage({ minutes: 90, traces: 2500, ...options })
    await seed(hub)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })
  return {
    hub: () => hub as Hub,
    walk: async (place, go, { expected, ...look } = {}) => {
      const tab = await openTab(browser as Browser, look)
      try {
        await tab.page.goto(`${hub?.url}/${place}`)
        await go(tab)
        expect(tab.faults.filter((fault) => !expected?.test(fault))).toEqual([])
      } finally {
        await tab.context.close()
      }
    },
  }
}

const seedBig = (hub: Hub): Promise<void> => seedBigTraces(hub.store, Date.now())
