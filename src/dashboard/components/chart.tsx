import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { isShort } from '../narrow.ts'
import { shownTheme } from '../theme.ts'
import { zoomTo } from '../time-range.ts'
import { toggled } from '../toggled.ts'
import { zone } from '../zone.ts'
import type { AxisScale } from './axis-ticks.ts'
import { type ChartDot, type ChartSeries, type TipState, toOptions } from './chart-options.ts'
import { ChartTip } from './chart-tip.tsx'
import { Legend } from './legend.tsx'

type ChartProps = {
  /** Name of the chart; a summary of the values is added for screen readers. */
  readonly label: string
  /** Start of each point, seconds since 1970. */
  readonly t: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly format: (value: number | null | undefined) => string
  /** How the values of the axis are written, in one unit; else each by `format`. */
  readonly formatAxis?: (values: readonly number[]) => readonly string[]
  readonly height?: number
  /** Charts of one group share the cursor. */
  readonly group?: string
  readonly dots?: readonly ChartDot[]
  readonly onDot?: (dot: ChartDot) => void
  /** What a click on a point, or Enter at it, does; `pointHint` says it in the tip. */
  readonly onPoint?: (index: number) => void
  readonly pointHint?: string
  readonly legend?: boolean
  /** Values on a logarithmic axis. */
  readonly isLog?: boolean
  /** Which values of the axis are round. */
  readonly scale?: AxisScale
  /** The last point is still being counted. */
  readonly unfinished?: boolean
  /** Names of the hidden lines, if the parent keeps them; otherwise the legend does. */
  readonly hidden?: ReadonlySet<string>
  readonly onHidden?: (hidden: ReadonlySet<string>) => void
  /** What a drag over the chart does, milliseconds; else it zooms the whole view. */
  readonly onZoom?: (from: number, to: number) => void
}

const toData = ({ t, series, dots, isLog = false }: ChartProps, hidden: ReadonlySet<string>): uPlot.AlignedData => {
  // There is no place for zero on a logarithmic axis.
  const draw = (value: number | null): number | null => (isLog && value !== null && value <= 0 ? null : value)
  const drawn = series.map((each) => (hidden.has(each.name) ? t.map(() => null) : each.values.map(draw)))
  const highest = dots?.reduce<number | null>((top, { value }) => Math.max(top ?? 0, value), null)
  const top = highest === undefined ? [] : [t.map(() => highest)]
  return [t, ...drawn, ...top] as unknown as uPlot.AlignedData
}

const summarise = ({ label, series, format: ofChart }: ChartProps): string => {
  const parts = series.slice(0, 6).map(({ name, values, format = ofChart }) => {
    const numbers = values.filter((value): value is number => value !== null)
    if (numbers.length === 0) return `${name}: no values`
    return `${name}: last ${format(numbers.at(-1))}, highest ${format(numbers.reduce((a, b) => Math.max(a, b)))}`
  })
  return `${label}. ${parts.join('; ')}`
}

/** Moves the cursor by the arrow keys. */
const onArrow = (plot: uPlot | null, event: KeyboardEvent): void => {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  const times = plot?.data[0]
  if (!plot || !times || by === 0) return
  event.preventDefault()
  const last = times.length - 1
  const at = Math.max(0, Math.min(last, (plot.cursor.idx ?? (by > 0 ? -1 : last + 1)) + by))
  plot.setCursor({ left: plot.valToPos(times[at] ?? 0, 'x'), top: 10 })
}

/** Values over time: drag to zoom, a tip under the pointer, arrow keys, names that switch lines on and off. */
export const Chart = (props: ChartProps): JSX.Element => {
  const {
    series,
    format,
    height: wanted = 160,
    legend = series.length > 1,
    dots,
    isLog = false,
    unfinished = false,
  } = props
  const height = isShort.value ? Math.round(wanted * 0.6) : wanted
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(props)
  latest.current = props
  const [tip, setTip] = useState<TipState | undefined>()
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set())
  const { hidden = own, onHidden = setOwn } = props
  const shape = series.map(({ name, color, kind }) => `${name}${color}${kind}`).join()
  const colors = shownTheme.value
  // A new plot for new lines, colours or size; new values go into the old one. At once: paper does not wait for the
  // next frame.
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const options = toOptions({
      width: element.clientWidth,
      height,
      current: () => latest.current,
      onTip: setTip,
      onZoom: (from, to) => (latest.current.onZoom ?? zoomTo)(from, to),
    })
    const made = new uPlot(options, toData(latest.current, hidden), element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shape, colors, height, dots !== undefined, isLog, zone.value])
  // Values are inside `series`, `t` and `dots`.
  useEffect(() => plot.current?.setData(toData(props, hidden)), [props.t, series, hidden, dots, isLog, unfinished])
  return (
    <div class="chart">
      <div
        class="chart-frame"
        role="img"
        aria-label={summarise(props)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read single values.
        tabIndex={0}
        onKeyDown={(event) => {
          const index = plot.current?.cursor.idx
          if (event.key === 'Enter' && typeof index === 'number') latest.current.onPoint?.(index)
          else onArrow(plot.current, event)
        }}
        onBlur={() => setTip(undefined)}
      >
        <div ref={frame} style={{ height: `${height}px` }} />
        {tip && (
          <ChartTip
            tip={tip}
            series={series}
            hidden={hidden}
            format={format}
            isUnfinished={unfinished && tip.index === props.t.length - 1}
          />
        )}
      </div>
      {legend && <Legend series={series} hidden={hidden} onToggle={(name) => onHidden(toggled(hidden, name))} />}
    </div>
  )
}
