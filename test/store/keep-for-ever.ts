import { applyRetention } from '../../src/store/retention.ts'
import type { Store } from '../../src/store/store.ts'

/**
 * Options of a hub that takes and keeps records of any day: tests with fixed days would fail as the calendar goes on.
 */
export const keepRecords = { retentionTracesDays: 0, retentionLogsDays: 0, retentionMetricsDays: 0 } as const

/** The same for a store without a hub. */
export const keepForEver = (store: Store): Promise<void> => applyRetention(store, { hub: keepRecords })
