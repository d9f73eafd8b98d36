import type { JSX } from 'preact'
import { Icon } from '../../components/icon.tsx'
import { ShownText } from '../../components/shown-text.tsx'
import { formatDuration } from '../../format.ts'
import { exceptionText } from '../../logs/exception-text.ts'
import type { Row } from '../trace/rows.ts'
import type { Trace } from '../trace/use-trace.ts'
import { LogLane, SpanLane } from './waterfall-lane.tsx'
import type { TimeWindow } from './window.ts'
import './waterfall-row.css'

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
}

type SpanRow = Extract<Row, { kind: 'span' }>
type LogRow = Extract<Row, { kind: 'log' }>

/** Indentation of a row; the width of a level depends on the depth of the whole trace. */
const depthStyle = (depth: number): { '--depth': number } => ({ '--depth': depth })

const Badges = ({ row: { node, folded } }: { row: SpanRow }): JSX.Element => (
  <>
    {folded > 0 && <span class="badge">+{folded}</span>}
    {node.isOrphan && (
      <span class="badge warn" title={`Its parent ${node.span.parentId} is not among the spans stored`}>
        parent missing
      </span>
    )}
    {node.shift !== 0 && (
      <span class="badge" title="The clocks of the two machines differ; the span was moved into its caller">
        clock {node.shift > 0 ? '+' : '−'}
        {formatDuration(Math.abs(node.shift))}
      </span>
    )}
  </>
)

/** The most informative text about a span besides its name. */
const hintOf = ({ events, preview }: SpanRow['node']['span']): string => {
  const exception = events.find((event) => event.exception)?.exception
  return exception ? exception.type || exception.message : preview
}

const SpanName = ({ row, trace, isFolded }: { row: SpanRow; trace: Trace; isFolded: boolean }): JSX.Element => {
  const { span, children } = row.node
  const canFold = children.length > 0 || trace.logs.has(span.id)
  const hint = hintOf(span)
  return (
    <div class="wf-name" style={depthStyle(row.depth)} title={`${span.name}, ${trace.detail.services[span.service]}`}>
      {canFold && (
        <span class={isFolded ? 'wf-fold folded' : 'wf-fold'}>
          <Icon name="down" size={12} />
        </span>
      )}
      {span.status === 'Error' && <Icon name="warning" size={13} />}
      <span class="wf-label">
        <ShownText text={span.name} />
      </span>
      <span class="unseen">
        , {trace.detail.services[span.service]}
        {span.status === 'Error' && ', failed'},
      </span>
      <Badges row={row} />
      {hint && (
        <span class="wf-hint">
          <ShownText text={hint} />
        </span>
      )}
    </div>
  )
}

/** Characters of a log line that a row may need. */
const maxLength = 500

const LogName = ({ row: { log, depth } }: { row: LogRow }): JSX.Element => {
  const exception = exceptionText(log)
  const body = log.body.slice(0, maxLength)
  return (
    <div class="wf-name log" style={depthStyle(depth)} title={[body, exception].filter(Boolean).join(' – ')}>
      <span class="unseen">Log line, </span>
      <span class={`level ${log.severity}`}>{log.severity}</span>
      <span class="wf-label mono">
        {body && <ShownText text={body} />}
        {exception && (
          <span class="wf-exception">
            {body && ' '}
            <ShownText text={exception.slice(0, maxLength)} />
          </span>
        )}
      </span>
    </div>
  )
}

/** Id of a row's element, for the tree to name the one that is selected. */
export const rowId = (index: number): string => `wf-${index}`

/** One line of the waterfall. It has no listeners: the tree around it has them. */
export const WaterfallRow = (props: RowProps): JSX.Element => {
  const { row, index, top, trace, window, isSelected, isFolded, found } = props
  const state = `${isSelected ? ' selected' : ''}${found === undefined ? '' : found ? ' found' : ' dimmed'}`
  const canFold = row.kind === 'span' && row.node.children.length > 0
  const color = row.kind === 'span' ? `var(${trace.colors[row.node.span.service] ?? '--series-1'})` : 'transparent'
  return (
    // The tree has the focus and handles the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant.
    <div
      id={rowId(index)}
      role="treeitem"
      class={`wf-row${state}`}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      {...(canFold && { 'aria-expanded': !isFolded })}
      data-index={index}
      style={{ transform: `translateY(${top}px)`, '--service': color }}
    >
      {row.kind === 'log' ? (
        <>
          <LogName row={row} />
          <LogLane row={row} trace={trace} window={window} />
        </>
      ) : (
        <>
          <SpanName row={row} trace={trace} isFolded={isFolded} />
          <SpanLane row={row} trace={trace} window={window} />
        </>
      )}
    </div>
  )
}
