import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { focusPanel } from '../components/side-panel.tsx'
import { formatDay } from '../format.ts'
import { toMs } from '../nanoseconds.ts'
import { isNarrow } from '../narrow.ts'
import { revealRow, useVirtualRows } from '../search/virtual-rows.ts'
import { LogHead, toTracks } from './log-head.tsx'
import { type LineRef, type LogLine, toLineParam } from './log-line.ts'
import { LogRow, type RowLook, rowHeights } from './log-row.tsx'

/** How a list looks and what is open, whichever lines it shows. */
export type ListLook = Omit<RowLook, 'hasDays'> & {
  /** The line that is open beside the list. */
  readonly opened: LineRef | undefined
  readonly onOpen: (line: LogLine) => void
}

type LogListProps = {
  readonly lines: readonly LogLine[]
  readonly look: ListLook
  /** The end of the list came into sight. */
  readonly onEnd?: () => void
  /** The reader is at the top, or has left it. */
  readonly onTop?: (isAtTop: boolean) => void
  /** Stands below the lines, always in sight. */
  readonly foot?: ComponentChildren
}

/** Wrapped lines have different heights and are all in the document. */
const maxWrapped = 1000

const rowId = (index: number): string => `log-${index}`

const nextOf = (at: number, key: string, last: number): number | undefined => {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + 20,
    PageUp: at - 20,
    Home: 0,
    End: last,
  }
  const wanted = moves[key]
  return wanted === undefined ? undefined : Math.max(0, Math.min(last, wanted))
}

const endDistance = 600

/** Whether days must be shown: lines are sorted, so the first and the last are enough. */
const hasOtherDays = (lines: readonly LogLine[]): boolean => {
  const today = formatDay(Date.now())
  return [lines[0], lines.at(-1)].some((line) => line && formatDay(toMs(line.ns)) !== today)
}

type Cursor = { readonly at: number; readonly isMoved: boolean; readonly moveTo: (at: number) => void }

/**
 * The line selected by keys, by id and not by position, since new lines push it down. Keys start at a line that the
 * address opens.
 */
const useCursor = (lines: readonly LogLine[], opened: LineRef | undefined): Cursor => {
  const [reached, setReached] = useState<LogLine>()
  const openedKey = opened && toLineParam(opened)
  const at = useMemo(() => {
    const found = reached ? lines.indexOf(reached) : -1
    if (found >= 0) return found
    const key = reached ? toLineParam(reached) : openedKey
    return key ? lines.findIndex((line) => toLineParam(line) === key) : -1
  }, [lines, reached, openedKey])
  return { at, isMoved: reached !== undefined, moveTo: (index) => setReached(lines[index]) }
}

/** Log lines, newest first. Compact lines are drawn only where they are in sight. */
export const LogList = ({ lines, look, onEnd, onTop, foot }: LogListProps): JSX.Element => {
  const { columns, isWrapped, opened, onOpen } = look
  const scroller = useRef<HTMLDivElement>(null)
  const { at, isMoved, moveTo } = useCursor(lines, opened)
  const rowHeight = isNarrow.value ? rowHeights.narrow : rowHeights.wide
  const virtual = useVirtualRows(scroller, lines.length, rowHeight)
  const { start, end } = isWrapped ? { start: 0, end: Math.min(lines.length, maxWrapped) } : virtual
  const hasDays = hasOtherDays(lines)
  const rowLook = { ...look, hasDays }
  const onScroll = (): void => {
    const element = scroller.current
    if (!element) return
    onTop?.(element.scrollTop < 8)
    if (element.scrollHeight - element.scrollTop - element.clientHeight < endDistance) onEnd?.()
  }
  const reached = lines[at]
  useEffect(() => {
    const element = scroller.current
    // A line of the address that is found while one reads elsewhere must not carry the reader away.
    if (!element || !reached || (!isMoved && element.scrollTop > 0)) return
    if (isWrapped) document.getElementById(rowId(at))?.scrollIntoView({ block: 'nearest' })
    else revealRow(element, at, rowHeight)
  }, [reached, isWrapped, rowHeight])
  /** What is open beside the list goes along. */
  const walkTo = (next: number): void => {
    moveTo(next)
    const line = lines[next]
    if (opened && line) onOpen(line)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.target !== scroller.current) return
    const next = nextOf(at, event.key, lines.length - 1)
    if (next !== undefined) walkTo(next)
    else if (event.key === 'Enter' && reached) {
      onOpen(reached)
      focusPanel()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isActive = at >= start && at < end
  return (
    <div class="log-lines" style={{ '--tracks': toTracks(columns, hasDays) }}>
      {!isNarrow.value && <LogHead columns={columns} />}
      <div
        class={isWrapped ? 'log-list wrap' : 'log-list'}
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label="Log lines"
        {...(isActive && { 'aria-activedescendant': rowId(at) })}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
      >
        <div
          class="log-sizer"
          role="presentation"
          {...(!isWrapped && { style: { height: `${lines.length * rowHeight}px` } })}
        >
          {lines.slice(start, end).map((line, offset) => (
            <LogRow
              key={`${line.id} ${start + offset}`}
              id={rowId(start + offset)}
              line={line}
              look={rowLook}
              isSelected={start + offset === at}
              onOpen={(pressed) => {
                moveTo(start + offset)
                onOpen(pressed)
              }}
              {...(!isWrapped && { top: (start + offset) * rowHeight })}
            />
          ))}
        </div>
      </div>
      {foot}
    </div>
  )
}
