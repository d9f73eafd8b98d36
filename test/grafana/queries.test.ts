import { expect, test } from 'vitest'
import { hasGo } from '../stack/programs/build.ts'
import { proveDashboards } from './prove-dashboards.ts'
import { startSmallStack } from './small-stack.ts'

/** Traffic that makes rates over some evaluations of the rules, and a failure of each kind. */
const seconds = 75

test.skipIf(!hasGo)('every query of every panel and variable gives what is right', { timeout: 300_000 }, async () => {
  const stack = await startSmallStack()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const to = Date.now()
  const { complaints, results } = await proveDashboards({ ...stack, from: to - 3_600_000, to, clickhouseServer: true })
  expect(complaints).toEqual([])
  expect(results.length).toBeGreaterThan(300)
})
