import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { hasGo } from '../stack/programs/build.ts'
import { type Proof, proveDashboards } from './prove-dashboards.ts'
import { startSmallStack } from './small-stack.ts'

/** Long enough for traffic that makes rates over some evaluations of the rules, and a failure of each kind. */
const patience = 150_000

test.skipIf(!hasGo)('every query of every panel and variable gives what is right', { timeout: 300_000 }, async () => {
  const stack = await startSmallStack()
  let last: Proof | undefined
  const prove = async (): Promise<Proof | undefined> => {
    const to = Date.now()
    last = await proveDashboards({ ...stack, from: to - 3_600_000, to, clickhouseServer: true })
    return last.complaints.length === 0 ? last : undefined
  }
  await eventually('what is right', prove, { patience, pause: 3_000 }).catch(() => undefined)
  expect(last?.complaints).toEqual([])
  expect(last?.results.length).toBeGreaterThan(300)
})
