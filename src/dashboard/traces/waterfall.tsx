import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { formatDuration } from '../format.ts'
import { isNarrow } from '../narrow.ts'
import { revealRow, useVirtualRows } from '../search/virtual-rows.ts'
import type { Row } from './rows.ts'
import type { Trace } from './use-trace.ts'
import { rowHeights, rowId, WaterfallRow } from './waterfall-row.tsx'
import { type TimeWindow, toPercent, toTicks } from './window.ts'

type WaterfallProps = {
  readonly trace: Trace
  readonly rows: readonly Row[]
  readonly window: TimeWindow
  readonly selected: string
  readonly folded: ReadonlySet<string>
  /** Keys of rows that a search found; undefined when none is on. */
  readonly found: ReadonlySet<string> | undefined
  /** The keys moved to a row. */
  readonly onSelect: (row: Row) => void
  /** A row was pressed. */
  readonly onPress: (row: Row) => void
  readonly onFold: (spanId: string) => void
  /** Folds all below the first spans, or unfolds all. */
  readonly onFoldAll: (isFolded: boolean) => void
  readonly onOpen: () => void
}

const Ruler = ({ window, from }: { window: TimeWindow; from: number }): JSX.Element => (
  <div class="wf-ruler" aria-hidden="true">
    <div class="wf-name">Span</div>
    <div class="wf-lane">
      {toTicks(window).map((tick) => {
        const place = toPercent(window, tick, tick)
        return (
          place &&
          place.left < 95 && (
            <span key={tick} style={{ left: `${place.left}%` }}>
              {formatDuration(tick - from)}
            </span>
          )
        )
      })}
    </div>
  </div>
)

const pageRows = 15

const isFoldable = (row: Row | undefined): row is Extract<Row, { kind: 'span' }> => row?.kind === 'span'

const moveTo = (at: number, key: string, last: number): number | undefined => {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + pageRows,
    PageUp: at - pageRows,
    Home: 0,
    End: last,
  }
  const wanted = moves[key]
  return wanted === undefined ? undefined : Math.max(0, Math.min(last, wanted))
}

const nextError = (rows: readonly Row[], at: number): number | undefined => {
  const isError = (row: Row): boolean => row.kind === 'span' && row.node.span.status === 'Error'
  const after = rows.findIndex((row, index) => index > at && isError(row))
  const first = after >= 0 ? after : rows.findIndex(isError)
  return first >= 0 ? first : undefined
}

const parentOf = (rows: readonly Row[], at: number): number | undefined => {
  const depth = rows[at]?.depth ?? 0
  for (let index = at - 1; index >= 0; index--) if ((rows[index]?.depth ?? 0) < depth) return index
  return undefined
}

type Action = number | 'fold' | 'fold all' | 'unfold all' | 'open' | undefined

/** What a key does in the tree: the index to go to, or what it is called. */
const actionOf = (props: WaterfallProps, at: number, { key, shiftKey }: KeyboardEvent): Action => {
  const { rows, folded } = props
  const row = rows[at]
  if (shiftKey && key === 'ArrowLeft') return 'fold all'
  if (shiftKey && key === 'ArrowRight') return 'unfold all'
  if (key === 'e') return nextError(rows, at)
  if (key === 'Enter' || key === ' ') return 'open'
  if (key === 'ArrowRight' && isFoldable(row)) {
    return folded.has(row.key) ? 'fold' : row.node.children.length > 0 ? Math.min(rows.length - 1, at + 1) : undefined
  }
  if (key === 'ArrowLeft' && isFoldable(row) && row.node.children.length > 0 && !folded.has(row.key)) return 'fold'
  return key === 'ArrowLeft' ? parentOf(rows, at) : moveTo(at, key, rows.length - 1)
}

type Keep = (key: string, draw: () => JSX.Element) => JSX.Element

/**
 * Keeps what was drawn of each row until something that rows depend on changes: Preact passes over an element that is the very
 * same, so scrolling costs only the rows that come into sight.
 */
const useKeptRows = (dependencies: readonly unknown[]): Keep => {
  const kept = useRef<{ dependencies: readonly unknown[]; rows: Map<string, JSX.Element> }>(undefined)
  const isSame = kept.current?.dependencies.every((value, index) => Object.is(value, dependencies[index]))
  if (!kept.current || !isSame) kept.current = { dependencies, rows: new Map() }
  const { rows } = kept.current
  return (key, draw) => {
    const known = rows.get(key)
    if (known) return known
    const drawn = draw()
    rows.set(key, drawn)
    return drawn
  }
}

/** The spans of a trace over time. Only the lines in sight are in the document, so that ten thousand scroll as well as ten. */
export const Waterfall = (props: WaterfallProps): JSX.Element => {
  const { trace, rows, window, selected, folded, found, onSelect, onPress, onFold, onFoldAll, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = isNarrow.value ? rowHeights.narrow : rowHeights.wide
  const { start, end } = useVirtualRows(scroller, rows.length, rowHeight)
  const keep = useKeptRows([trace, rows, window.from, window.to, selected, folded, found, rowHeight])
  const at = useMemo(() => rows.findIndex(({ key }) => key === selected), [rows, selected])
  useEffect(() => {
    if (at >= 0 && scroller.current) revealRow(scroller.current, at, rowHeight)
  }, [selected, at, rowHeight])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const action = actionOf(props, at, event)
    if (action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const row = rows[typeof action === 'number' ? action : at]
    if (action === 'fold all' || action === 'unfold all') onFoldAll(action === 'fold all')
    else if (!row) return
    else if (action === 'open') onOpen()
    else if (action === 'fold') onFold(row.key)
    else onSelect(row)
  }
  const deepest = useMemo(() => rows.reduce((most, { depth }) => Math.max(most, depth), 1), [rows])
  const isInSight = at >= start && at < end
  return (
    <div class="waterfall" style={{ '--wf-depth': deepest }}>
      <Ruler window={window} from={trace.tree.from} />
      <div
        class="wf-rows"
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label="Spans"
        {...(isInSight && { 'aria-activedescendant': rowId(at) })}
        onKeyDown={onKeyDown}
      >
        <div class="wf-sizer" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
          <div class="wf-grid" role="presentation">
            {toTicks(window).map((tick) => {
              const place = toPercent(window, tick, tick)
              return place && <i key={tick} style={{ left: `${place.left}%` }} />
            })}
          </div>
          {rows
            .slice(start, end)
            .map((row, offset) =>
              keep(row.key, () => (
                <WaterfallRow
                  key={row.key}
                  row={row}
                  index={start + offset}
                  top={(start + offset) * rowHeight}
                  trace={trace}
                  window={window}
                  isSelected={row.key === selected}
                  isFolded={folded.has(row.key)}
                  found={found?.has(row.key)}
                  onPress={onPress}
                  onFold={onFold}
                />
              )),
            )}
        </div>
      </div>
    </div>
  )
}
