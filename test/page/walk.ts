import { mkdirSync } from 'node:fs'
import { expect } from 'vitest'
import type { Tab, TabOptions } from './browser.ts'
import { shots } from './looks.ts'
import type { Page as Hub, PageOptions } from './start-page.ts'
import { seedBigTraces } from './traces-big-seed.ts'
import { useHub } from './use-hub.ts'

type WalkOptions = TabOptions & {
  /** Console errors that belong to the case: the browser itself reports each refused answer. */
  readonly expected?: RegExp
  /** What is to be so before the view is opened. */
  readonly before?: (tab: Tab) => Promise<unknown>
}

export type Walks = {
  /** Opens a view, lets a test walk through it, and then asks that nothing went wrong meanwhile. */
  readonly walk: (place: string, go: (tab: Tab) => Promise<void>, options?: WalkOptions) => Promise<void>
  readonly hub: () => Hub
}

/** A hub with made-up data and a browser for the tests of one file, which walk through the page. */
export const useWalks = (options: PageOptions = {}, seed: (hub: Hub) => Promise<void> = seedBig): Walks => {
  const { hub, open } = useHub({ minutes: 90, traces: 2500, ...options }, seed)
  mkdirSync(shots, { recursive: true })
  return {
    hub,
    walk: async (place, go, { expected, before, ...look } = {}) => {
      const tab = await open(look)
      try {
        await before?.(tab)
        await tab.page.goto(`${hub().url}/${place}`)
        await go(tab)
        expect(tab.faults.filter((fault) => !expected?.test(fault))).toEqual([])
      } finally {
        await tab.context.close()
      }
    },
  }
}

const seedBig = (hub: Hub): Promise<void> => seedBigTraces(hub.store, Date.now())
