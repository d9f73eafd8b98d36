import uPlot from 'uplot'
import { formatClock, formatDay } from '../format.ts'
import { zone } from '../zone.ts'
import { type AxisScale, toEnds, toTicks } from './axis-ticks.ts'
import { endsDrag } from './drag.ts'
import { hatchLast } from './hatch-last.ts'

/** One line, area or row of bars. `color` is the name of a token, as `--series-1`. */
export type ChartSeries = {
  readonly name: string
  readonly color: string
  readonly kind?: 'line' | 'dashes' | 'area' | 'bars'
  readonly values: readonly (number | null)[]
  /** How its values are written where they have another unit than the chart. */
  readonly format?: (value: number | null | undefined) => string
}

/** A point that represents one thing, for example the trace of an exemplar. */
export type ChartDot = { readonly ms: number; readonly value: number; readonly id: string; readonly color?: string }

type Current = {
  readonly t: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly format: (value: number | null | undefined) => string
  readonly formatAxis?: (values: readonly number[]) => readonly string[]
  readonly group?: string
  readonly dots?: readonly ChartDot[]
  readonly onDot?: (dot: ChartDot) => void
  readonly onPoint?: (index: number) => void
  readonly pointHint?: string
  readonly isLog?: boolean
  readonly scale?: AxisScale
  readonly unfinished?: boolean
}

/** Where the cursor is: point of the axis, and pixels inside the frame. */
export type TipState = {
  readonly index: number
  readonly left: number
  readonly seconds: number
  readonly width: number
  /** What a click does. */
  readonly action?: string | undefined
}

type OptionParts = {
  readonly width: number
  readonly height: number
  readonly current: () => Current
  readonly onTip: (tip: TipState | undefined) => void
  readonly onZoom: (from: number, to: number) => void
}

const day = 86400

/** A token's colour as the canvas needs it: pairs of light and dark are settled by the browser. */
const toColor = (token: string): string => {
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const translucent = (color: string, alpha: number): string => color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`)

/** Single values between gaps: a line does not show them, so they are drawn as points. */
const lonePoints = (plot: uPlot, at: number): number[] => {
  const values: ArrayLike<number | null | undefined> = plot.data[at] ?? []
  const isGap = (index: number): boolean => (values[index] ?? null) === null
  return Array.from(values).flatMap((_value, index) =>
    !isGap(index) && isGap(index - 1) && isGap(index + 1) ? [index] : [],
  )
}

const toSeries = ({ name, color, kind = 'line' }: ChartSeries): uPlot.Series => {
  const stroke = toColor(color)
  const base = {
    label: name,
    stroke,
    width: 1.5,
    points: { show: true, size: 5, width: 1, fill: stroke, filter: lonePoints },
  }
  if (kind === 'area') return { ...base, fill: translucent(stroke, 0.16) }
  if (kind === 'line') return base
  if (kind === 'dashes') return { ...base, dash: [4, 4] }
  const paths = uPlot.paths.bars?.({ size: [0.8, 28], align: 1, radius: 0.12 })
  return { ...base, width: 0, fill: stroke, points: { show: false }, ...(paths && { paths }) }
}

/** Days when the ticks are days, else the clock; the first tick of another day names it. */
const toTimeLabels = (_plot: uPlot, ticks: number[], _axis: number, _space: number, step: number): string[] =>
  ticks.map((tick, index) => {
    const before = ticks[index - 1]
    if (step >= day) return formatDay(tick * 1000)
    const isNewDay = before !== undefined && formatDay(before * 1000) !== formatDay(tick * 1000)
    return isNewDay ? formatDay(tick * 1000) : formatClock(tick * 1000, { seconds: step < 60 })
  })

/** Of the lines of a logarithmic axis only those at 1, 10, 100, …: the ones between would be a hatching. */
const toDecades = (_plot: uPlot, ticks: number[]): (number | null)[] =>
  ticks.map((tick) => (Math.abs(Math.log10(tick) % 1) < 1e-9 ? tick : null))

const toAxes = ({ current }: OptionParts): uPlot.Axis[] => {
  const base = {
    stroke: toColor('--text-faint'),
    font: '11px Inter, system-ui, sans-serif',
    ticks: { show: false },
    grid: { stroke: toColor('--grid'), width: 1 },
  }
  const size = (_plot: uPlot, values: string[] | null): number =>
    Math.max(44, 14 + 6.3 * Math.max(0, ...(values ?? []).map((value) => value.length)))
  // On a logarithmic axis uPlot leaves out the label of all but the decades, which have a unit each.
  const labels = (_plot: uPlot, ticks: (number | null)[]): string[] => {
    const { format, formatAxis, isLog } = current()
    if (formatAxis && !isLog) return [...formatAxis(ticks.map((tick) => tick ?? 0))]
    return ticks.map((tick) => (tick === null ? '' : format(tick)))
  }
  return [
    { ...base, values: toTimeLabels, space: 68, size: 26, gap: 6, grid: { show: false } },
    {
      ...base,
      values: labels,
      size,
      gap: 6,
      ...(current().isLog
        ? { space: 34, grid: { ...base.grid, filter: toDecades } }
        : {
            splits: (plot, _axis, low, high) =>
              toTicks(low, high, plot.bbox.height / devicePixelRatio, current().scale),
          }),
    },
  ]
}

const dotAt = (plot: uPlot, dots: readonly ChartDot[]): ChartDot | undefined => {
  const { left = -10, top = -10 } = plot.cursor
  const far = (dot: ChartDot): number =>
    Math.hypot(plot.valToPos(dot.ms / 1000, 'x') - left, plot.valToPos(dot.value, 'y') - top)
  const [nearest] = dots.toSorted((a, b) => far(a) - far(b))
  return nearest && far(nearest) < 10 ? nearest : undefined
}

/** What a click would do; charts that only share the cursor are not clicked. */
const toAction = (plot: uPlot, { dots = [], pointHint }: Current): string | undefined => {
  if (!plot.over.matches(':hover') && !plot.root.closest(':focus')) return undefined
  return dotAt(plot, dots) ? 'Open this trace' : pointHint
}

const drawDots = (plot: uPlot, dots: readonly ChartDot[]): void => {
  const { ctx } = plot
  ctx.save()
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.fillStyle = toColor('--surface')
  for (const dot of dots) {
    ctx.strokeStyle = toColor(dot.color ?? '--series-2')
    ctx.beginPath()
    ctx.arc(plot.valToPos(dot.ms / 1000, 'x', true), plot.valToPos(dot.value, 'y', true), 3.5 * devicePixelRatio, 0, 7)
    ctx.fill()
    ctx.stroke()
  }
  ctx.restore()
}

const toHooks = ({ current, onTip, onZoom }: OptionParts): uPlot.Hooks.Arrays => ({
  setCursor: [
    (plot) => {
      const { idx, left = -1 } = plot.cursor
      const seconds = idx === null || idx === undefined ? undefined : plot.data[0][idx]
      const offset = plot.over.offsetLeft
      const isAway = left < 0 || seconds === undefined || idx === null || idx === undefined
      const action = isAway ? undefined : toAction(plot, current())
      plot.over.style.cursor = action ? 'pointer' : ''
      onTip(isAway ? undefined : { index: idx, left: left + offset, seconds, width: plot.root.clientWidth, action })
    },
  ],
  setSelect: [
    (plot) => {
      const { left, width } = plot.select
      if (width < 6) return
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
      onZoom(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000)
    },
  ],
  draw: [
    (plot) => {
      const { series, unfinished, dots = [] } = current()
      if (unfinished)
        hatchLast(plot, series.some(({ kind }) => kind === 'bars') ? 'bar' : 'segment', toColor('--surface'))
      drawDots(plot, dots)
    },
  ],
  ready: [
    (plot) => {
      plot.over.addEventListener('click', (event) => {
        if (endsDrag(event)) return
        const dot = dotAt(plot, current().dots ?? [])
        if (dot) current().onDot?.(dot)
        else if (typeof plot.cursor.idx === 'number') current().onPoint?.(plot.cursor.idx)
      })
    },
  ],
})

/** The whole of the last point is shown too: its bar has a width. */
const toTimeScale = (plot: uPlot): uPlot.Range.MinMax => {
  const times = plot.data[0]
  const [first = 0, second] = times
  const last = times.at(-1) ?? first
  return [first, last + (second === undefined ? 60 : second - first)]
}

const toLinearScale =
  ({ current }: OptionParts) =>
  (_plot: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax =>
    toEnds(min ?? 0, max ?? 0, current().scale)

/** From the decade below the lowest value to just above the highest. */
const toLogScale = (_plot: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax =>
  min && max ? [10 ** Math.floor(Math.log10(min)), Math.max(max * 1.3, min * 10)] : [1, 10]

/** Only the pointer is shared: a drag selects on one chart, and zooms once. */
const isPointing = (type: string): boolean => type === 'mousemove' || type === 'mouseleave'

/** Options of the plot: quiet axes from zero, drag that selects time, cursor shared by a group. */
export const toOptions = (parts: OptionParts): uPlot.Options => {
  const { series, group, dots, isLog } = parts.current()
  // A series for dots that are added later: a new plot would lose the cursor.
  const unseen: uPlot.Series[] = dots ? [{ label: 'dots', width: 0, points: { show: false } }] : []
  return {
    width: parts.width,
    height: parts.height,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      ...(group && { sync: { key: group, filters: { pub: isPointing, sub: isPointing } } }),
    },
    scales: {
      x: { range: toTimeScale },
      y: isLog ? { distr: 3, log: 10, range: toLogScale } : { range: toLinearScale(parts) },
    },
    axes: toAxes(parts),
    tzDate: (seconds) =>
      zone.value === 'utc' ? uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000),
    series: [{}, ...series.map(toSeries), ...unseen],
    hooks: toHooks(parts),
    padding: [10, 20, 0, 0],
  }
}
