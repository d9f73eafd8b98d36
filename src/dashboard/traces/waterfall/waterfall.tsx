import type { JSX, RefObject } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { endsSelection } from '../../components/drag.ts'
import { formatDuration } from '../../format.ts'
import { isNarrow } from '../../narrow.ts'
import { type Recycled, useRecycled } from '../../search/recycle.ts'
import { revealRow, useVirtualRows } from '../../search/virtual-rows.ts'
import type { Row } from '../trace/rows.ts'
import type { Trace } from '../trace/use-trace.ts'
import { actionOf } from './waterfall-keys.ts'
import { WaterfallLegend } from './waterfall-legend.tsx'
import { rowHeights, rowId, WaterfallRow } from './waterfall-row.tsx'
import { type TimeWindow, toPercent, toTicks } from './window.ts'
import './waterfall.css'

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
          place && (
            <span key={tick} style={{ left: `${place.left}%` }}>
              {formatDuration(tick - from)}
            </span>
          )
        )
      })}
    </div>
  </div>
)

const Grid = ({ window }: { window: TimeWindow }): JSX.Element => (
  <div class="wf-grid" role="presentation">
    {toTicks(window).map((tick) => {
      const place = toPercent(window, tick, tick)
      return place && <i key={tick} style={{ left: `${place.left}%` }} />
    })}
  </div>
)

type LinesProps = Pick<WaterfallProps, 'trace' | 'rows' | 'window' | 'folded' | 'found'> & {
  /** Index of the selected row; it is drawn even out of sight, since the tree names it. */
  readonly at: number
  readonly scroller: RefObject<HTMLElement | null>
  readonly rowHeight: number
}

/** The rows in sight: scrolling draws these anew, and nothing around them. */
const Lines = ({ trace, rows, window, at, folded, found, scroller, rowHeight }: LinesProps): JSX.Element => {
  const { start, end } = useVirtualRows(scroller, rows.length, rowHeight)
  const recycle = useRecycled()
  const toDrawn = (row: Row, index: number): Recycled => {
    const look = { index, top: index * rowHeight, trace, window, isSelected: index === at }
    const state = { isFolded: folded.has(row.key), found: found?.has(row.key) }
    return {
      key: row.key,
      dependencies: [row, ...Object.values(look), ...Object.values(state)],
      draw: (slot) => <WaterfallRow key={slot} row={row} {...look} {...state} />,
    }
  }
  const drawn = rows.slice(start, end).map((row, offset) => toDrawn(row, start + offset))
  const selected = rows[at]
  if (selected && at < start) drawn.unshift(toDrawn(selected, at))
  if (selected && at >= end) drawn.push(toDrawn(selected, at))
  return <>{recycle(drawn)}</>
}

/** The row that something was pressed in, and whether that was where it folds. */
const pressedIn = (target: EventTarget | null): { index: number; isFold: boolean } | undefined => {
  const element = target instanceof Element ? target : undefined
  const index = element?.closest<HTMLElement>('.wf-row')?.dataset.index
  return index === undefined ? undefined : { index: Number(index), isFold: Boolean(element?.closest('.wf-fold')) }
}

/**
 * The spans of a trace over time. Only the lines in sight are in the document, so that ten thousand scroll as well as
 * ten.
 */
export const Waterfall = (props: WaterfallProps): JSX.Element => {
  const { trace, rows, window, selected, folded, found, onSelect, onFold, onFoldAll, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = isNarrow.value ? rowHeights.narrow : rowHeights.wide
  const at = useMemo(() => rows.findIndex(({ key }) => key === selected), [rows, selected])
  useEffect(() => {
    if (at >= 0 && scroller.current) revealRow(scroller.current, at, rowHeight)
  }, [selected, at, rowHeight])
  // What is found comes into sight as one types; it is selected when one goes to it.
  useEffect(() => {
    if (!found || found.has(selected)) return
    const first = rows.findIndex(({ key }) => found.has(key))
    if (first >= 0 && scroller.current) revealRow(scroller.current, first, rowHeight)
  }, [found])
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
  const onClick = (event: MouseEvent): void => {
    const pressed = pressedIn(event.target)
    const row = pressed && rows[pressed.index]
    if (!row) return
    if (pressed.isFold) onFold(row.key)
    else if (!endsSelection(event)) onSelect(row)
  }
  const deepest = useMemo(() => rows.reduce((most, { depth }) => Math.max(most, depth), 1), [rows])
  return (
    <div class="waterfall" style={{ '--wf-depth': deepest }}>
      <Ruler window={window} from={trace.tree.from} />
      <div
        class="wf-rows"
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label="Spans"
        {...(at >= 0 && { 'aria-activedescendant': rowId(at) })}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div class="wf-sizer" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
          <Grid window={window} />
          <Lines
            trace={trace}
            rows={rows}
            window={window}
            at={at}
            folded={folded}
            found={found}
            scroller={scroller}
            rowHeight={rowHeight}
          />
        </div>
      </div>
      <WaterfallLegend trace={trace} />
    </div>
  )
}
