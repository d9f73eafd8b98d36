import type { JSX } from 'preact'
import { formatClock, formatCount, formatDuration, formatThings } from '../../format.ts'
import type { Counted, Spot } from './map-grid.ts'
import type { Durations, Scale } from './scale.ts'

export type SpanPoint = NonNullable<Durations['points']>[number]

/** Farther than this from a point, in pixels, nothing is meant. */
const reach = 12

export const nearestPoint = (data: Durations, scale: Scale, { x, y }: Spot): SpanPoint | undefined => {
  let best: { point: SpanPoint; far: number } | undefined
  for (const point of data.points ?? []) {
    const far = Math.hypot(scale.x(point.startMs) - x, scale.y(point.durationMs) - y)
    if (far < (best?.far ?? reach)) best = { point, far }
  }
  return best?.point
}

const PointText = ({ point }: { point: SpanPoint }): JSX.Element => (
  <>
    <time>{formatClock(point.startMs, { millis: true })}</time>
    <b>{formatDuration(point.durationMs)}</b>
    {point.error && <span class="badge bad">error</span>}
  </>
)

const CellText = ({ cell: { brush, spans, errors } }: { cell: Counted }): JSX.Element => (
  <>
    <time>
      {formatClock(brush.from)} – {formatClock(brush.to)}
    </time>
    <div>
      {formatDuration(brush.minMs)} – {formatDuration(brush.maxMs)}
    </div>
    <b>{formatThings(spans, 'span')}</b>
    {errors > 0 && <span class="badge bad">{formatCount(errors)} failed</span>}
  </>
)

/** The same as text, for screen readers. */
export const sayCells = ({ brush, spans, errors }: Counted): string =>
  `${formatClock(brush.from)} to ${formatClock(brush.to)}, ${formatDuration(brush.minMs)} to ${formatDuration(brush.maxMs)}: ${formatThings(spans, 'span')}, ${formatCount(errors)} failed`

type TipProps = {
  readonly scale: Scale
  readonly spot: Spot
  readonly point?: SpanPoint | undefined
  readonly cell?: Counted | undefined
}

/** What is under the pointer, or chosen by the keys. */
export const MapTip = ({ scale: { box }, spot, point, cell }: TipProps): JSX.Element | null => {
  if (!point && !cell) return null
  const toLeft = spot.x > box.left + box.width / 2
  const style = {
    left: `${spot.x}px`,
    top: `${spot.y}px`,
    transform: `translate(${toLeft ? 'calc(-100% - 14px)' : '14px'}, -50%)`,
  }
  return (
    <div class="chart-tip" style={style}>
      {point ? <PointText point={point} /> : cell && <CellText cell={cell} />}
    </div>
  )
}
