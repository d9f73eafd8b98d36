import type { JSX } from 'preact'
import { formatDuration } from '../../format.ts'
import { gaps } from '../trace/critical-path.ts'
import type { Row } from '../trace/rows.ts'
import type { Trace } from '../trace/use-trace.ts'
import { toPathFill } from './path-fill.ts'
import { type TimeWindow, toPercent } from './window.ts'
import './waterfall-lane.css'

type SpanRow = Extract<Row, { kind: 'span' }>

type LaneProps<R> = { readonly row: R; readonly trace: Trace; readonly window: TimeWindow }

const percent = (value: number): string => `${value.toFixed(3)}%`

/** The time in which nothing below a span ran; `shown` is what is in sight of it. */
const Gaps = ({ row: { node }, trace, shown }: Omit<LaneProps<SpanRow>, 'window'> & { shown: TimeWindow }) => {
  const minGap = Math.max((trace.tree.to - trace.tree.from) * 0.04, (node.end - node.start) * 0.1)
  return gaps(node, minGap).map(({ from, to }) => {
    const place = toPercent(shown, from, to)
    if (!place) return null
    const style = { left: percent(place.left), width: percent(place.width) }
    return <i key={from} class="gap" style={style} title={`${formatDuration(to - from)} without a span below`} />
  })
}

const Bar = ({ row, trace, window }: LaneProps<SpanRow>): JSX.Element | null => {
  const { span, start, end, children } = row.node
  const place = toPercent(window, start, end)
  if (!place) return null
  const shown = { from: Math.max(start, window.from), to: Math.min(Math.max(end, start + 1e-6), window.to) }
  const path = trace.path.get(span.id)
  const fill = path && toPathFill(shown, path)
  return (
    <div
      class={`bar${span.status === 'Error' ? ' failed' : ''}${fill === 'all' ? ' on-path' : ''}`}
      style={{ left: percent(place.left), width: percent(place.width) }}
    >
      {children.length > 0 && <Gaps row={row} trace={trace} shown={shown} />}
      {fill && fill !== 'all' && <i class="path" style={{ backgroundImage: fill }} />}
      <span class="wf-time">{formatDuration(span.durationMs)}</span>
    </div>
  )
}

const maxEvents = 50

const Events = ({ row: { node }, window }: { row: SpanRow; window: TimeWindow }): JSX.Element => (
  <>
    {node.span.events.slice(0, maxEvents).map(({ atMs, name, exception }, index) => {
      const place = toPercent(window, atMs + node.shift, atMs + node.shift)
      if (!place) return null
      const title = exception ? `${exception.type}: ${exception.message}` : name
      return (
        <i key={index} class={exception ? 'event bad' : 'event'} style={{ left: percent(place.left) }} title={title} />
      )
    })}
  </>
)

/** A span over time: its bar, what of it is a gap, what of it the whole trace waited for, and its events. */
export const SpanLane = ({ row, trace, window }: LaneProps<SpanRow>): JSX.Element => (
  <div class="wf-lane">
    <Bar row={row} trace={trace} window={window} />
    {row.node.span.events.length > 0 && <Events row={row} window={window} />}
  </div>
)

/** A log line over time: a dot. */
export const LogLane = ({ row, trace, window }: LaneProps<Extract<Row, { kind: 'log' }>>): JSX.Element => {
  const place = toPercent(window, row.at, row.at)
  return (
    <div class="wf-lane">
      {place && (
        <div class={`log-dot ${row.log.severity}`} style={{ left: percent(place.left) }}>
          <span class="wf-time">{formatDuration(row.at - trace.tree.from)}</span>
        </div>
      )}
    </div>
  )
}
