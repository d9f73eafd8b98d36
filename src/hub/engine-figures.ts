import type { EngineStats } from '../engine/engine.ts'
import type { Figure } from './hub-metrics.ts'

/** The embedded engine's process. Every reason is there from the start, at 0. */
export const createEngineFigures = (stats: () => EngineStats): readonly Figure[] => [
  {
    name: 'plainsight_engine_up',
    kind: 'gauge',
    help: '1 while the embedded engine runs, 0 while it restarts',
    read: () => [[stats().isUp ? 1 : 0]],
  },
  {
    name: 'plainsight_engine_resident_memory_bytes',
    kind: 'gauge',
    help: 'Resident memory of the embedded engine',
    read: () => [[stats().residentBytes]],
  },
  {
    name: 'plainsight_engine_restarts',
    kind: 'counter',
    help: 'Restarts of the embedded engine, by the reason why it ended',
    read: () => Object.entries(stats().restarts).map(([reason, count]) => [count, { reason }] as const),
  },
]
