import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isNarrow } from '../narrow.ts'
import { revealRow, useVirtualRows } from '../search/virtual-rows.ts'
import type { LogLine } from './line-drawer.tsx'
import { LogRow, rowHeights } from './log-row.tsx'

type LogListProps = {
  readonly lines: readonly LogLine[]
  readonly wrap: boolean
  readonly selected: LogLine | undefined
  readonly onOpen: (line: LogLine) => void
  /** The end of the list came into sight. */
  readonly onEnd?: () => void
  /** The reader is at the top, or has left it. */
  readonly onTop?: (isAtTop: boolean) => void
  /** Stands below the lines, always in sight. */
  readonly foot?: ComponentChildren
}

/** Lines that wrap have heights of their own and all stand in the document: so many at most. */
const mostWrapped = 1000

const rowId = (index: number): string => `log-${index}`

const moveTo = (at: number, key: string, last: number): number | undefined => {
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

/** Log lines, newest first. Compact lines are drawn only where they are in sight. */
export const LogList = ({ lines, wrap, selected, onOpen, onEnd, onTop, foot }: LogListProps): JSX.Element => {
  const scroller = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(-1)
  const rowHeight = isNarrow.value ? rowHeights.narrow : rowHeights.wide
  const virtual = useVirtualRows(scroller, lines.length, rowHeight)
  const { start, end } = wrap ? { start: 0, end: Math.min(lines.length, mostWrapped) } : virtual
  const onScroll = (): void => {
    const element = scroller.current
    if (!element) return
    onTop?.(element.scrollTop < 8)
    if (element.scrollHeight - element.scrollTop - element.clientHeight < endDistance) onEnd?.()
  }
  useEffect(() => {
    const element = scroller.current
    if (!element || at < 0) return
    if (wrap) document.getElementById(rowId(at))?.scrollIntoView({ block: 'nearest' })
    else revealRow(element, at, rowHeight)
  }, [at, wrap, rowHeight])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.target !== scroller.current) return
    const line = lines[at]
    const next = moveTo(at, event.key, lines.length - 1)
    if (next !== undefined) setAt(next)
    else if (event.key === 'Enter' && line) onOpen(line)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isActive = at >= start && at < end
  return (
    <>
      <div
        class={wrap ? 'log-list wrap' : 'log-list'}
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
          {...(!wrap && { style: { height: `${lines.length * rowHeight}px` } })}
        >
          {lines.slice(start, end).map((line, offset) => (
            <LogRow
              key={`${line.id} ${start + offset}`}
              id={rowId(start + offset)}
              line={line}
              isSelected={line === selected || start + offset === at}
              onOpen={(opened) => {
                setAt(start + offset)
                onOpen(opened)
              }}
              {...(!wrap && { top: (start + offset) * rowHeight })}
            />
          ))}
        </div>
      </div>
      {foot}
    </>
  )
}
