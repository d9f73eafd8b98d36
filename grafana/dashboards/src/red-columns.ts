import type { Column } from './tables.ts'

/** Columns of the rows that `redRows` asks for, behind those that name them. */
export const redColumns = (names: readonly Column[]): Column[] => [
  ...names,
  { from: 'Value #A', to: 'Requests', unit: 'reqps', width: 120 },
  {
    from: 'Value #B',
    to: 'Errors',
    unit: 'percentunit',
    width: 100,
    steps: [
      [null, 'green'],
      [0.01, 'orange'],
      [0.05, 'red'],
    ],
  },
  { from: 'Value #C', to: 'p50', unit: 's', width: 100 },
  { from: 'Value #D', to: 'p95', unit: 's', width: 100 },
  {
    from: 'Value #E',
    to: 'p99',
    unit: 's',
    width: 100,
    steps: [
      [null, 'green'],
      [0.5, 'orange'],
      [2, 'red'],
    ],
  },
]
