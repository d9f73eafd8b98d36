import type { JSX } from 'preact'
import type { ChartSeries } from './chart-options.ts'

type LegendProps = {
  readonly series: readonly ChartSeries[]
  readonly hidden: ReadonlySet<string>
  readonly onToggle: (name: string) => void
}

/** Names of the lines; each is a switch. */
export const Legend = ({ series, hidden, onToggle }: LegendProps): JSX.Element => (
  <fieldset class="legend">
    <legend class="unseen">Lines</legend>
    {series.map(({ name, color }) => (
      <button type="button" key={name} aria-pressed={!hidden.has(name)} onClick={() => onToggle(name)}>
        <span class="swatch" style={{ color: `var(${color})` }} />
        <span class="name">{name}</span>
      </button>
    ))}
  </fieldset>
)
