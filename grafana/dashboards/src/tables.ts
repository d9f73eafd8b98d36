import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common'
import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table'
import type { Override } from './colours.ts'
import { fill, type PanelOptions } from './panels.ts'

export type Column = {
  /** As the query names it: a label, `Value #B`, a column of SQL. */
  readonly from: string
  /** As the reader sees it. */
  readonly to: string
  readonly unit?: string
  readonly width?: number
  /** Colours the text of the cell by its value. */
  readonly steps?: readonly (readonly [from: number | null, colour: string])[]
  readonly more?: readonly DynamicConfigValue[]
}

export type TableOptions = Omit<PanelOptions, 'overrides'> & {
  /** Columns to show, from left to right; others are left out. */
  readonly columns: readonly Column[]
  /** Column to sort by, the greatest first. Default: as the query has them. */
  readonly sortBy?: string
}

const toProperties = ({ unit, width, steps, more = [] }: Column): DynamicConfigValue[] => [
  ...(unit ? [{ id: 'unit', value: unit }] : []),
  ...(width ? [{ id: 'custom.width', value: width }] : []),
  ...(steps
    ? [
        { id: 'thresholds', value: { mode: 'absolute', steps: steps.map(([value, color]) => ({ value, color })) } },
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
      ]
    : []),
  ...more,
]

const toOverride = (column: Column): Override => ({
  matcher: { id: 'byName', options: column.to },
  properties: toProperties(column),
})

/** Puts the answers of several queries side by side, in our order and under our names. */
const arrange = (columns: readonly Column[]): DataTransformerConfig[] => [
  { id: 'merge', options: {} },
  { id: 'filterFieldsByName', options: { include: { names: columns.map(({ from }) => from) } } },
  {
    id: 'organize',
    options: {
      indexByName: Object.fromEntries(columns.map(({ from }, index) => [from, index])),
      renameByName: Object.fromEntries(columns.map(({ from, to }) => [from, to])),
    },
  },
]

/** Rows; of several queries, one row a set of labels. */
export const table = ({ columns, sortBy, ...options }: TableOptions): TablePanel => {
  const overrides = columns.map(toOverride).filter(({ properties }) => properties.length > 0)
  return fill(new TablePanel(), { ...options, overrides })
    .transformations(arrange(columns))
    .sortBy(sortBy ? [new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)] : [])
    .filterable(true)
}
