import { durationLimits, errorLimits } from './red-limits.ts'
import type { Column } from './tables.ts'

/** Columns of the rows that `redRows` asks for, behind those that name them. */
export const redColumns = (names: readonly Column[]): Column[] => [
  ...names,
  { from: 'Value #A', to: 'Requests', unit: 'reqps', width: 120 },
  { from: 'Value #B', to: 'Errors', width: 100, ...errorLimits },
  { from: 'Value #C', to: 'p50', unit: 's', width: 100 },
  { from: 'Value #D', to: 'p95', unit: 's', width: 100 },
  { from: 'Value #E', to: 'p99', width: 100, ...durationLimits },
]
