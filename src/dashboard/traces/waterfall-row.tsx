import type { JSX } from 'preact'
import { Icon } from '../components/icon.tsx'
import { formatDuration } from '../format.ts'
import { gaps } from './critical-path.ts'
import type { Row } from './rows.ts'
import type { Trace } from './use-trace.ts'
import { type TimeWindow, toPercent } from './window.ts'

/** Heights of a row, pixels. */
export const rowHeights = { wide: 28, narrow: 40 } as const

type RowProps = {
  readonly row: Row
  readonly index: number
  /** Pixels from the top of the first row. */
  readonly top: number
  readonly trace: Trace
  readonly window: TimeWindow
  readonly isSelected: boolean
  readonly isFolded: boolean
  /** Whether a search is on, and this row one of its finds. */
  readonly found: boolean | undefined
  readonly onPress: (row: Row) => void
  readonly onFold: (spanId: string) => void
}

type SpanRow = Extract<Row, { kind: 'span' }>

const percent = (value: number): string => `${value.toFixed(3)}%`

const Part = ({
  window,
  from,
  to,
  name,
  title,
}: {
  window: TimeWindow
  from: number
  to: number
  name: string
  title?: string
}) => {
  const place = toPercent(window, from, to)
  if (!place) return null
  return <i class={name} style={{ left: percent(place.left), width: percent(place.width) }} title={title} />
}

const Events = ({ row, window }: { row: SpanRow; window: TimeWindow }): JSX.Element => (
  <>
    {row.node.span.events.slice(0, 50).map(({ atMs, name, exception }, index) => {
      const place = toPercent(window, atMs + row.node.shift, atMs + row.node.shift)
      if (!place) return null
      const title = exception ? `${exception.type}: ${exception.message}` : name
      return (
        <i key={index} class={exception ? 'event bad' : 'event'} style={{ left: percent(place.left) }} title={title} />
      )
    })}
  </>
)

/** Where there is room: behind the bar, before it, or on it. */
const TimeLabel = ({ left, right, children }: { left: number; right: number; children: string }): JSX.Element => {
  if (right <= 84)
    return (
      <span class="wf-time" style={{ left: percent(right) }}>
        {children}
      </span>
    )
  if (left >= 16)
    return (
      <span class="wf-time before" style={{ right: percent(100 - left) }}>
        {children}
      </span>
    )
  return (
    <span class="wf-time inside" style={{ left: percent(left) }}>
      {children}
    </span>
  )
}

const Bar = ({ row, trace, window }: { row: SpanRow; trace: Trace; window: TimeWindow }): JSX.Element => {
  const { node } = row
  const { span, start, end } = node
  const place = toPercent(window, start, end)
  const color = trace.colors[span.service] ?? '--series-1'
  const leastGap = Math.max((trace.tree.to - trace.tree.from) * 0.04, (end - start) * 0.1)
  return (
    <div class="wf-lane" style={{ color: `var(${color})` }}>
      <Part window={window} from={start} to={end} name={span.status === 'Error' ? 'bar failed' : 'bar'} />
      {gaps(node, leastGap).map(({ from, to }) => (
        <Part
          key={from}
          window={window}
          from={from}
          to={to}
          name="gap"
          title={`${formatDuration(to - from)} without a span below`}
        />
      ))}
      {(trace.path.get(span.id) ?? []).map(({ from, to }) => (
        <Part key={from} window={window} from={from} to={to} name="path" />
      ))}
      <Events row={row} window={window} />
      {place && (
        <TimeLabel left={place.left} right={place.left + place.width}>
          {formatDuration(span.durationMs)}
        </TimeLabel>
      )}
    </div>
  )
}

/** How deep a row lies; how much room a level takes is a matter of how deep the whole trace is. */
const depthStyle = (depth: number): { '--depth': number } => ({ '--depth': depth })

const SpanName = ({
  row,
  trace,
  isFolded,
  onFold,
}: { row: SpanRow } & Pick<RowProps, 'trace' | 'isFolded' | 'onFold'>) => {
  const { span, children, isOrphan, shift } = row.node
  const canFold = children.length > 0 || (trace.logs.get(span.id)?.length ?? 0) > 0
  const exception = span.events.find((event) => event.exception)?.exception
  return (
    <div class="wf-name" style={depthStyle(row.depth)}>
      {canFold ? (
        // The arrow keys do the same from the tree itself.
        // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        <span
          class={`wf-fold ${isFolded ? 'folded' : ''}`}
          onClick={(event) => {
            event.stopPropagation()
            onFold(span.id)
          }}
        >
          <Icon name="down" size={12} />
        </span>
      ) : (
        <span class="wf-fold" />
      )}
      <i
        class="wf-service"
        aria-hidden="true"
        style={{ background: `var(${trace.colors[span.service]})` }}
        title={trace.detail.services[span.service]}
      />
      {span.status === 'Error' && <Icon name="warning" size={13} />}
      <bdi class="wf-label">{span.name}</bdi>
      <span class="unseen">
        , {trace.detail.services[span.service]}
        {span.status === 'Error' && ', failed'},
      </span>
      {row.folded > 0 && <span class="badge">+{row.folded}</span>}
      {isOrphan && (
        <span class="badge warn" title={`Its parent ${span.parentId} is not among the spans stored`}>
          parent missing
        </span>
      )}
      {shift !== 0 && (
        <span class="badge" title="The clocks of the two machines differ; the span was moved into its caller">
          clock {shift > 0 ? '+' : '−'}
          {formatDuration(Math.abs(shift))}
        </span>
      )}
      <span class="wf-hint">{exception ? exception.type || exception.message : span.preview}</span>
    </div>
  )
}

/** Characters of a log line that a row may need. */
const longest = 500

const LogRow = ({
  row,
  trace,
  window,
}: {
  row: Extract<Row, { kind: 'log' }>
  trace: Trace
  window: TimeWindow
}): JSX.Element => {
  const place = toPercent(window, row.at, row.at)
  return (
    <>
      <div class="wf-name log" style={depthStyle(row.depth)}>
        <span class="wf-fold" />
        <span class="unseen">Log line, </span>
        <span class={`level ${row.log.severity}`}>{row.log.severity}</span>
        <span class="wf-label mono" title={row.log.body.slice(0, longest)}>
          {row.log.body.slice(0, longest)}
        </span>
      </div>
      <div class="wf-lane">
        {place && (
          <>
            <i class={`log-dot ${row.log.severity}`} style={{ left: percent(place.left) }} />
            <TimeLabel left={place.left} right={place.left}>
              {formatDuration(row.at - trace.tree.from)}
            </TimeLabel>
          </>
        )}
      </div>
    </>
  )
}

/** Id of a row's element, for the tree to name the one that is selected. */
export const rowId = (index: number): string => `wf-${index}`

/** One line of the waterfall. */
export const WaterfallRow = (props: RowProps): JSX.Element => {
  const { row, index, top, trace, window, isSelected, isFolded, found, onPress, onFold } = props
  const state = `${isSelected ? 'selected' : ''} ${found === undefined ? '' : found ? 'found' : 'dimmed'}`
  const canFold = row.kind === 'span' && row.node.children.length > 0
  return (
    // The tree has the focus and handles the keys.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
    <div
      id={rowId(index)}
      role="treeitem"
      class={`wf-row ${state}`}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      {...(canFold && { 'aria-expanded': !isFolded })}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onPress(row)}
    >
      {row.kind === 'log' ? (
        <LogRow row={row} trace={trace} window={window} />
      ) : (
        <>
          <SpanName row={row} trace={trace} isFolded={isFolded} onFold={onFold} />
          <Bar row={row} trace={trace} window={window} />
        </>
      )}
    </div>
  )
}
