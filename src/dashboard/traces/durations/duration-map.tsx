import type { HTMLAttributes, JSX } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isShort } from '../../narrow.ts'
import { shownTheme } from '../../theme.ts'
import type { TimeRange } from '../../time-range.ts'
import { zone } from '../../zone.ts'
import { drawDurations } from './draw-durations.ts'
import { type Brush, type CellRange, cellAt, countCells, moveCells, type Spot, toCorners, toGrid } from './map-grid.ts'
import { MapTip, nearestPoint, type SpanPoint, sayCells } from './map-tip.tsx'
import { type Durations, type Scale, toScale } from './scale.ts'

type DurationMapProps = {
  readonly data: Durations
  readonly range: TimeRange
  /** Until this instant nothing is counted yet, milliseconds. */
  readonly uncountedTo?: number | undefined
  readonly onBrush: (brush: Brush) => void
  readonly onOpen: (point: SpanPoint) => void
}

const heights = { tall: 220, short: 120 } as const
const margins = { left: 58, right: 14, top: 10, bottom: 26 }
/** Less movement than this is a press, not a drag. */
const dragPixels = 5

const describe = ({ total, errors, complete }: Durations): string =>
  `Durations over time of ${total} ${total === 1 ? 'span' : 'spans'}, ${errors} of them failed${complete ? '' : '; still counting'}. The same traces are in the list below.`

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

const toBrush = ({ start, end }: Drag, scale: Scale, range: TimeRange): Brush => ({
  from: Math.max(range.from, Math.floor(scale.toMs(Math.min(start.x, end.x)))),
  to: Math.min(range.to, Math.ceil(scale.toMs(Math.max(start.x, end.x)))),
  minMs: scale.toDurationMs(Math.max(start.y, end.y)),
  maxMs: scale.toDurationMs(Math.min(start.y, end.y)),
})

type Pointing = {
  readonly spot: Spot | undefined
  readonly drag: Drag | undefined
  readonly handlers: HTMLAttributes<HTMLDivElement>
}

/**
 * Pointer over the map: where it is, what it drags over; a drag brushes, a press opens the point or the cell under it.
 */
const usePointer = ({ data, range, onBrush, onOpen }: DurationMapProps, scale: Scale): Pointing => {
  const [spot, setSpot] = useState<Spot>()
  const [drag, setDrag] = useState<Drag>()
  const spotOf = (event: PointerEvent): Spot => {
    const bounds = (event.currentTarget as Element).getBoundingClientRect()
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top }
  }
  const finish = (ended: Drag): void => {
    const point = nearestPoint(data, scale, ended.end)
    const cell = cellAt(data, range.from, scale, ended.end)
    const counted = countCells(data, range, { anchor: cell, head: cell })
    if (Math.hypot(ended.end.x - ended.start.x, ended.end.y - ended.start.y) >= dragPixels)
      onBrush(toBrush(ended, scale, range))
    else if (point) onOpen(point)
    else if (counted.spans > 0 && !data.points) onBrush(counted.brush)
  }
  const handlers: HTMLAttributes<HTMLDivElement> = {
    onPointerDown: (event) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      const at = spotOf(event)
      setDrag({ start: at, end: at })
    },
    onPointerMove: (event) => {
      setSpot(spotOf(event))
      if (drag) setDrag({ ...drag, end: spotOf(event) })
    },
    onPointerUp: (event) => {
      setDrag(undefined)
      if (drag) finish({ ...drag, end: spotOf(event) })
    },
    onPointerCancel: () => setDrag(undefined),
    onPointerLeave: () => setSpot(undefined),
  }
  return { spot, drag, handlers }
}

type Keyed = {
  readonly cells: CellRange | undefined
  readonly clear: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/**
 * Cells chosen by keys: arrows move, with shift they extend, Enter shows only them (one point: opens it), Escape
 * cancels.
 */
const useCellKeys = ({ data, range, onBrush, onOpen }: DurationMapProps, scale: Scale): Keyed => {
  const [cells, setCells] = useState<CellRange>()
  const clear = (): void => setCells(undefined)
  useEffect(clear, [range.from, range.to])
  const apply = (chosen: CellRange): void => {
    const counted = countCells(data, range, chosen)
    const { brush } = counted
    const point = data.points?.find(
      ({ startMs, durationMs }) =>
        startMs >= brush.from && startMs < brush.to && durationMs >= brush.minMs && durationMs < brush.maxMs,
    )
    clear()
    if (counted.spans === 1 && point) onOpen(point)
    else onBrush(brush)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const moved = moveCells(cells, event, { data, grid: toGrid(data, range, scale) })
    if (moved) setCells(moved)
    else if (event.key === 'Enter' && cells) apply(cells)
    else if (event.key === 'Escape' && cells) clear()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { cells, clear, onKeyDown }
}

/** The part of the range that is not counted yet. */
const Uncounted = ({ scale: { box, x }, to }: { scale: Scale; to: number }): JSX.Element | null => {
  const width = x(to) - box.left
  if (width <= 0) return null
  const style = { left: `${box.left}px`, top: `${box.top}px`, bottom: `${margins.bottom}px`, width: `${width}px` }
  return <div class="uncounted" style={style} />
}

/** Durations over time. Drag over a part to look at it alone; press a point to open its trace. The keys do the same. */
export const DurationMap = (props: DurationMapProps): JSX.Element => {
  const { data, range, uncountedTo = 0 } = props
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(800)
  const hint = useId()
  const theme = shownTheme.value
  useLayoutEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const height = isShort.value ? heights.short : heights.tall
  const box = {
    left: margins.left,
    top: margins.top,
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  }
  const scale = toScale(data, range, box)
  useLayoutEffect(() => {
    if (canvas.current) drawDurations(canvas.current, { width, height }, { data, from: range.from, scale, theme })
  }, [data, range.from, range.to, width, height, theme, zone.value])
  const { spot, drag, handlers } = usePointer(props, scale)
  const { cells, clear, onKeyDown } = useCellKeys(props, scale)
  const chosen = cells && countCells(data, range, cells)
  const corners = cells && toCorners(data, range, scale, cells)
  const isRight = corners !== undefined && corners.end.x > box.left + box.width / 2
  const under = spot && cellAt(data, range.from, scale, spot)
  const counted = under && !data.points ? countCells(data, range, { anchor: under, head: under }) : undefined
  return (
    <div
      class="duration-map"
      ref={frame}
      style={{ height: `${height}px` }}
      role="application"
      aria-label="Map of durations"
      aria-describedby={hint}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys choose a part of the map.
      tabIndex={0}
      {...handlers}
      onKeyDown={onKeyDown}
      onBlur={clear}
    >
      <p class="unseen" id={hint}>
        Arrow keys choose a part of the map, with shift they extend it, Enter shows only it, Escape cancels.
      </p>
      <canvas
        ref={canvas}
        role="img"
        aria-label={describe(data)}
        style={{ width: `${width}px`, height: `${height}px` }}
      />
      <Uncounted scale={scale} to={uncountedTo} />
      <p class="unseen" role="status">
        {chosen && sayCells(chosen)}
      </p>
      {drag && <Selection drag={drag} scale={scale} />}
      {corners && <Selection drag={corners} scale={scale} />}
      {corners && <MapTip scale={scale} spot={isRight ? corners.start : corners.end} cell={chosen} />}
      {spot && !drag && !cells && (
        <MapTip
          scale={scale}
          spot={spot}
          point={nearestPoint(data, scale, spot)}
          cell={counted && counted.spans > 0 ? counted : undefined}
        />
      )}
    </div>
  )
}
