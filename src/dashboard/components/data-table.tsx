import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useKeys } from '../keys.ts'
import { navigate } from '../router.ts'
import { endsSelection } from './drag.ts'
import { Icon } from './icon.tsx'

export type TableColumn<Row> = {
  readonly key: string
  readonly head: string
  /** Longer description of the head, shown on hover. */
  readonly title?: string
  readonly right?: boolean
  /** Takes the width that is left, and is cut with dots. */
  readonly wide?: boolean
  /** Left out below 75rem (1) or below 48rem (2). */
  readonly less?: 1 | 2
  readonly cell: (row: Row) => ComponentChildren
  /** Value to sort by; without it the head is no button. */
  readonly by?: (row: Row) => number | string
}

export type SortState = { readonly key: string; readonly down: boolean }

type DataTableProps<Row> = {
  readonly label: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Address that a row opens; its first cell should hold the link itself. */
  readonly rowHref?: (row: Row) => string
  /** Or what opening a row does. */
  readonly onOpen?: (row: Row) => void
  readonly sort?: SortState
  readonly onSort?: (sort: SortState) => void
  /** `j`, `k` and Enter move in this table. */
  readonly keys?: boolean
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))

/** Rows in the order of a column; rows of equal value keep their order. */
export const sortRows = <Row,>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: SortState | undefined,
): readonly Row[] => {
  const by = columns.find((column) => column.key === sort?.key)?.by
  if (!by || !sort) return rows
  return rows.toSorted((a, b) => compare(by(a), by(b)) * (sort.down ? -1 : 1))
}

const columnClass = <Row,>({ right, wide, less }: TableColumn<Row>): string =>
  [right && 'right', wide && 'wide', less && `less-${less}`].filter(Boolean).join(' ')

const Head = <Row,>(props: Pick<DataTableProps<Row>, 'columns' | 'sort' | 'onSort'>): JSX.Element => {
  const { columns, sort, onSort } = props
  return (
    <tr>
      {columns.map((column) => {
        const isSorted = sort?.key === column.key
        const next = { key: column.key, down: isSorted ? !sort.down : true }
        return (
          <th
            key={column.key}
            scope="col"
            class={columnClass(column)}
            title={column.title}
            {...(isSorted && { 'aria-sort': sort.down ? 'descending' : 'ascending' })}
          >
            {column.by && onSort ? (
              <button type="button" onClick={() => onSort(next)}>
                {column.head}
                {isSorted && <Icon name={sort.down ? 'down' : 'up'} />}
              </button>
            ) : (
              column.head
            )}
          </th>
        )
      })}
    </tr>
  )
}

/** Rows to compare: sortable heads, a whole row opens, and `j` `k` Enter walk through it. */
export const DataTable = <Row,>(props: DataTableProps<Row>): JSX.Element => {
  const { label, columns, rowKey, rowHref, onOpen, sort, keys = false } = props
  const rows = sortRows(props.rows, columns, sort)
  const [at, setAt] = useState(-1)
  const body = useRef<HTMLTableSectionElement>(null)
  useEffect(() => {
    if (at >= 0) body.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const open = (row: Row | undefined): void => {
    if (!row) return
    if (rowHref) navigate(rowHref(row))
    else onOpen?.(row)
  }
  const step = (by: number) => () => setAt(Math.max(0, Math.min(rows.length - 1, at + by)))
  const isOnRow = at >= 0 && document.activeElement === document.body
  useKeys(keys ? { j: step(1), k: step(-1), ...(isOnRow && { Enter: () => open(rows[at]) }) } : {})
  const onRowClick = (event: MouseEvent, row: Row): void => {
    if (!endsSelection(event) && !(event.target as Element).closest('a, button, input')) open(row)
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section class="table-scroll" aria-label={`${label}, as a table`} tabIndex={0}>
      <table class="table">
        <thead>
          <Head {...props} />
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            // The link in the row, and j, k, Enter do it by keyboard.
            <tr
              key={rowKey(row)}
              class={`${rowHref || onOpen ? 'opens' : ''} ${index === at ? 'at' : ''}`}
              onClick={(event) => onRowClick(event, row)}
            >
              {columns.map((column) => (
                <td key={column.key} class={columnClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
