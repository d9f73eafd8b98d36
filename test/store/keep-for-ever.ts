import { applyRetention } from '../../src/store/retention.ts'
import type { Store } from '../../src/store/store.ts'

/** For rows of a fixed day: without this they age away as the calendar goes on, and their tests with them. */
export const keepForEver = (store: Store): Promise<void> =>
  applyRetention(store, { hub: { retentionTracesDays: 0, retentionLogsDays: 0, retentionMetricsDays: 0 } })
