import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { formatClock, formatCount, formatDuration } from '../format.ts'
import { shownTheme } from '../theme.ts'
import { drawDurations } from './draw-durations.ts'
import { type Durations, type Scale, toScale } from './scale.ts'

export type Brush = { readonly from: number; readonly to: number; readonly minMs: number; readonly maxMs: number }

type Point = NonNullable<Durations['points']>[number]

type DurationMapProps = {
  readonly data: Durations
  readonly range: { readonly from: number; readonly to: number }
  readonly onBrush: (brush: Brush) => void
  readonly onOpen: (point: Point) => void
}

const height = 220
const margins = { left: 58, right: 14, top: 10, bottom: 26 }
/** Less movement than this is a press, not a drag. */
const dragPixels = 5

type Spot = { readonly x: number; readonly y: number }

const nearestPoint = (data: Durations, scale: Scale, { x, y }: Spot): Point | undefined => {
  let best: { point: Point; far: number } | undefined
  for (const point of data.points ?? []) {
    const far = Math.hypot(scale.x(point.startMs) - x, scale.y(point.durationMs) - y)
    if (far < (best?.far ?? 12)) best = { point, far }
  }
  return best?.point
}

type Cell = { readonly brush: Brush; readonly spans: number; readonly errors: number }

const cellAt = (data: Durations, from: number, scale: Scale, { x, y }: Spot): Cell | undefined => {
  const column = Math.floor((scale.toMs(x) - from) / data.columnMs)
  const row = Math.floor(Math.log2(scale.toDurationMs(y) * 1e6) * data.rowsPerDoubling)
  const cell = data.cells.find(([c, r]) => c === column && r === row)
  if (!cell) return undefined
  const lowMs = (at: number): number => 2 ** (at / data.rowsPerDoubling) / 1e6
  const start = from + column * data.columnMs
  const brush = { from: start, to: start + data.columnMs, minMs: lowMs(row), maxMs: lowMs(row + 1) }
  return { brush, spans: cell[2], errors: cell[3] }
}

const describe = ({ total, errors, complete }: Durations): string =>
  `Durations over time of ${total} spans, ${errors} of them failed${complete ? '' : '; still counting'}. The same traces are in the list below.`

const Tip = ({
  data,
  from,
  scale,
  spot,
}: {
  data: Durations
  from: number
  scale: Scale
  spot: Spot
}): JSX.Element | null => {
  const point = nearestPoint(data, scale, spot)
  const cell = point || data.points ? undefined : cellAt(data, from, scale, spot)
  if (!point && !cell) return null
  const toLeft = spot.x > scale.box.left + scale.box.width / 2
  const style = {
    left: `${spot.x}px`,
    top: `${spot.y}px`,
    transform: `translate(${toLeft ? 'calc(-100% - 14px)' : '14px'}, -50%)`,
  }
  return (
    <div class="chart-tip" style={style}>
      {point ? (
        <>
          <time>{formatClock(point.startMs, { millis: true })}</time>
          <b>{formatDuration(point.durationMs)}</b>
          {point.error && <span class="badge bad">error</span>}
        </>
      ) : (
        cell && (
          <>
            <time>
              {formatClock(cell.brush.from)} – {formatClock(cell.brush.to)}
            </time>
            <div>
              {formatDuration(cell.brush.minMs)} – {formatDuration(cell.brush.maxMs)}
            </div>
            <b>{formatCount(cell.spans)} spans</b>
            {cell.errors > 0 && <span class="badge bad">{formatCount(cell.errors)} errors</span>}
          </>
        )
      )}
    </div>
  )
}

type Drag = { readonly start: Spot; readonly end: Spot }

const Selection = ({ drag, scale }: { drag: Drag; scale: Scale }): JSX.Element => {
  const { box } = scale
  const clampX = (x: number): number => Math.max(box.left, Math.min(box.left + box.width, x))
  const clampY = (y: number): number => Math.max(box.top, Math.min(box.top + box.height, y))
  const [left, right] = [clampX(Math.min(drag.start.x, drag.end.x)), clampX(Math.max(drag.start.x, drag.end.x))]
  const [top, bottom] = [clampY(Math.min(drag.start.y, drag.end.y)), clampY(Math.max(drag.start.y, drag.end.y))]
  return (
    <div
      class="map-brush"
      style={{ left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` }}
    />
  )
}

const toBrush = ({ start, end }: Drag, scale: Scale, range: { from: number; to: number }): Brush => ({
  from: Math.max(range.from, Math.floor(scale.toMs(Math.min(start.x, end.x)))),
  to: Math.min(range.to, Math.ceil(scale.toMs(Math.max(start.x, end.x)))),
  minMs: scale.toDurationMs(Math.max(start.y, end.y)),
  maxMs: scale.toDurationMs(Math.min(start.y, end.y)),
})

/** Durations over time. Drag over a part to look at it alone; press a point to open its trace. */
export const DurationMap = ({ data, range, onBrush, onOpen }: DurationMapProps): JSX.Element => {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(800)
  const [spot, setSpot] = useState<Spot>()
  const [drag, setDrag] = useState<Drag>()
  const theme = shownTheme.value
  useLayoutEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const box = {
    left: margins.left,
    top: margins.top,
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  }
  const scale = toScale(data, range, box)
  useLayoutEffect(() => {
    if (canvas.current) drawDurations(canvas.current, { width, height }, { data, from: range.from, scale, theme })
  }, [data, range.from, range.to, width, theme])
  const spotOf = (event: PointerEvent): Spot => {
    const bounds = frame.current?.getBoundingClientRect()
    return { x: event.clientX - (bounds?.left ?? 0), y: event.clientY - (bounds?.top ?? 0) }
  }
  const onUp = (event: PointerEvent): void => {
    const ended = drag && { ...drag, end: spotOf(event) }
    setDrag(undefined)
    if (!ended) return
    const moved = Math.hypot(ended.end.x - ended.start.x, ended.end.y - ended.start.y)
    const point = nearestPoint(data, scale, ended.end)
    const cell = cellAt(data, range.from, scale, ended.end)
    if (moved >= dragPixels) onBrush(toBrush(ended, scale, range))
    else if (point) onOpen(point)
    else if (cell && !data.points) onBrush(cell.brush)
  }
  return (
    <div
      class="duration-map"
      ref={frame}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const at = spotOf(event)
        setDrag({ start: at, end: at })
      }}
      onPointerMove={(event) => {
        setSpot(spotOf(event))
        if (drag) setDrag({ ...drag, end: spotOf(event) })
      }}
      onPointerUp={onUp}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => setSpot(undefined)}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={describe(data)}
        style={{ width: `${width}px`, height: `${height}px` }}
      />
      {drag && <Selection drag={drag} scale={scale} />}
      {spot && !drag && <Tip data={data} from={range.from} scale={scale} spot={spot} />}
    </div>
  )
}
