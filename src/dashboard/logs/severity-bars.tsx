import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { AnswerOf } from '../api.ts'
import { formatClock, formatCount, formatDay } from '../format.ts'
import { toTimeTicks } from '../search/time-ticks.ts'
import { severityColors, severityNames } from './severity.ts'

type Histogram = AnswerOf<'logs-histogram'>

type BarsProps = {
  readonly data: Histogram
  readonly range: { readonly from: number; readonly to: number }
  /** Until this instant nothing is counted yet, milliseconds. */
  readonly uncountedTo?: number | undefined
  readonly onZoom: (from: number, to: number) => void
}

const height = 96

/** Less movement than this share of the width is a press, not a drag. */
const dragShare = 0.006

const totalsOf = ({ t, severities }: Histogram): number[] =>
  t.map((_, index) => severityNames.reduce((sum, name) => sum + (severities[name][index] ?? 0), 0))

/** One bar from the most severe at the foot to the least on top, so that errors stand on one line. */
const Bar = ({ data, index, top }: { data: Histogram; index: number; top: number }): JSX.Element => {
  let y = height
  return (
    <>
      {severityNames.toReversed().map((name) => {
        const count = data.severities[name][index] ?? 0
        if (count === 0) return null
        const size = Math.max(1, (count / top) * height)
        y -= size
        return (
          <rect
            key={name}
            x={index + 0.08}
            y={y}
            width={0.84}
            height={size}
            style={{ fill: `var(${severityColors[name]})` }}
          />
        )
      })}
    </>
  )
}

const Tip = ({ data, index, total }: { data: Histogram; index: number; total: number }): JSX.Element => {
  const from = (data.t[index] ?? 0) * 1000
  const toLeft = index > data.t.length / 2
  const place = {
    left: `${((index + 0.5) / data.t.length) * 100}%`,
    transform: `translateX(${toLeft ? 'calc(-100% - 12px)' : '12px'})`,
  }
  return (
    <div class="chart-tip" style={place}>
      <time>
        {formatDay(from)} {formatClock(from)} – {formatClock(from + data.step * 1000)}
      </time>
      {severityNames
        .toReversed()
        .filter((name) => (data.severities[name][index] ?? 0) > 0)
        .map((name) => (
          <div class="row" key={name}>
            <span class="swatch" style={{ color: `var(${severityColors[name]})` }} />
            {name}
            <b>{formatCount(data.severities[name][index])}</b>
          </div>
        ))}
      <div class="row">
        all<b>{formatCount(total)}</b>
      </div>
    </div>
  )
}

const labelled = 6

const Axis = ({ data }: { data: Histogram }): JSX.Element => {
  const from = (data.t[0] ?? 0) * 1000
  const to = from + data.t.length * data.step * 1000
  const { ticks, step } = toTimeTicks({ from, to }, labelled)
  return (
    <div class="bars-axis" aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} style={{ left: `${((tick - from) / (to - from)) * 100}%` }}>
          {step >= 864e5 ? formatDay(tick) : formatClock(tick, { seconds: step < 60_000 })}
        </span>
      ))}
    </div>
  )
}

const describe = (data: Histogram): string => {
  const sums = severityNames.map(
    (name) => [name, data.severities[name].reduce((sum, count) => sum + count, 0)] as const,
  )
  const parts = sums.filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`)
  return `Log lines over time: ${data.total}${parts.length > 0 ? `, of them ${parts.join(', ')}` : ''}`
}

/** Log lines over time by severity. Drag over a part to look at it alone; press a bar for its time. */
export const SeverityBars = ({ data, range, uncountedTo = 0, onZoom }: BarsProps): JSX.Element => {
  const frame = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number>()
  const [drag, setDrag] = useState<{ start: number; end: number }>()
  const totals = totalsOf(data)
  const top = Math.max(1, ...totals)
  const shareOf = (event: PointerEvent): number => {
    const bounds = frame.current?.getBoundingClientRect()
    return bounds ? Math.max(0, Math.min(1, (event.clientX - bounds.left) / bounds.width)) : 0
  }
  const first = (data.t[0] ?? 0) * 1000
  const width = data.t.length * data.step * 1000
  const finish = (): void => {
    if (!drag) return
    setDrag(undefined)
    const [low, high] = [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)]
    const bar = Math.floor(low * data.t.length)
    const [from, to] =
      high - low < dragShare
        ? [first + bar * data.step * 1000, first + (bar + 1) * data.step * 1000]
        : [first + low * width, first + high * width]
    onZoom(Math.max(range.from, from), Math.min(range.to, to))
  }
  return (
    <div class="severity-bars">
      <div
        class="bars-frame"
        ref={frame}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ start: shareOf(event), end: shareOf(event) })
        }}
        onPointerMove={(event) => {
          setAt(Math.min(data.t.length - 1, Math.floor(shareOf(event) * data.t.length)))
          if (drag) setDrag({ ...drag, end: shareOf(event) })
        }}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(undefined)}
        onPointerLeave={() => setAt(undefined)}
      >
        <span class="bars-top" aria-hidden="true">
          {formatCount(top)}
        </span>
        <svg
          viewBox={`0 0 ${data.t.length} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describe(data)}
        >
          {at !== undefined && !drag && <rect class="at" x={at} y={0} width={1} height={height} />}
          {data.t.map((t, index) => (totals[index] ? <Bar key={t} data={data} index={index} top={top} /> : null))}
        </svg>
        {uncountedTo > first && (
          <div class="uncounted" style={{ width: `${Math.min(100, ((uncountedTo - first) / width) * 100)}%` }} />
        )}
        {drag && (
          <div
            class="map-brush"
            style={{
              left: `${Math.min(drag.start, drag.end) * 100}%`,
              width: `${Math.abs(drag.end - drag.start) * 100}%`,
              top: 0,
              bottom: 0,
            }}
          />
        )}
        {at !== undefined && !drag && <Tip data={data} index={at} total={totals[at] ?? 0} />}
      </div>
      <Axis data={data} />
    </div>
  )
}
