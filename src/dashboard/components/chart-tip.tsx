import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatInstant, formatOtherZone } from '../format.ts'
import type { ChartSeries, TipState } from './chart-options.ts'

type ChartTipProps = {
  readonly tip: TipState
  readonly series: readonly ChartSeries[]
  readonly hidden: ReadonlySet<string>
  readonly format: (value: number | null | undefined) => string
  readonly isUnfinished: boolean
}

const maxRows = 12

/** Values under the cursor, the largest first, kept inside the chart's width. */
export const ChartTip = ({ tip, series, hidden, format: ofChart, isUnfinished }: ChartTipProps): JSX.Element => {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { width } = element.getBoundingClientRect()
    const after = tip.left + 14
    const left = after + width > tip.width ? tip.left - width - 14 : after
    element.style.transform = `translate(${Math.max(0, Math.round(left))}px, 4px)`
  })
  const ms = tip.seconds * 1000
  const shown = series
    .filter(({ name }) => !hidden.has(name))
    .map(({ name, color, values, format = ofChart }) => ({ name, color, value: values[tip.index] ?? null, format }))
  const ranked = shown.length > 4 ? shown.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1)) : shown
  return (
    <div class="chart-tip" ref={box} aria-live="polite">
      <div class="when">
        <time title={formatOtherZone(ms)}>{formatInstant(ms)}</time>
        {isUnfinished && ' · in progress'}
      </div>
      {ranked.slice(0, maxRows).map(({ name, color, value, format }) => (
        <div class="row" key={name}>
          <span class="swatch" style={{ color: `var(${color})` }} />
          <span class="name">{name}</span>
          <b>{format(value)}</b>
        </div>
      ))}
      {ranked.length > maxRows && <div class="faint">and {ranked.length - maxRows} more</div>}
      {tip.action && <div class="faint">{tip.action}</div>}
    </div>
  )
}
