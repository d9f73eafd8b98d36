import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  type DashboardLink,
  type DataSourceRef,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Override } from './colours.ts'
import type { Query } from './queries.ts'

/** What every panel says of itself. */
export type PanelOptions = {
  readonly title: string
  /** What it shows, and what to do when it looks bad. */
  readonly description: string
  /** Unit of Grafana's list. */
  readonly unit: string
  readonly source: DataSourceRef
  readonly queries: readonly Query[]
  /** Where the panel's menu leads. */
  readonly links?: readonly Builder<DashboardLink>[]
  /** Where a click on a value leads. */
  readonly valueLinks?: readonly Builder<DashboardLink>[]
  /** Value from which on a colour holds; the first from the start. */
  readonly steps?: readonly (readonly [from: number | null, colour: string])[]
  readonly overrides?: readonly Override[]
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  /** Shown where nothing is known. */
  readonly noValue?: string
}

/** What the builders of all kinds of panels have in common. */
type CommonBuilder<B> = Builder<Panel> & {
  title(title: string): B
  description(description: string): B
  unit(unit: string): B
  datasource(source: DataSourceRef): B
  targets(targets: Builder<Dataquery>[]): B
  links(links: Builder<DashboardLink>[]): B
  dataLinks(links: Builder<DashboardLink>[]): B
  thresholds(thresholds: Builder<{ mode: ThresholdsMode; steps: Threshold[] }>): B
  overrides(overrides: Override[]): B
  decimals(decimals: number): B
  min(min: number): B
  max(max: number): B
  noValue(text: string): B
}

const toRefId = (index: number): string => String.fromCharCode(65 + index)

/** Puts what every panel says into the builder of one kind. */
export const fill = <B extends CommonBuilder<B>>(builder: B, options: PanelOptions): B => {
  const { title, description, unit, source, queries, links = [], valueLinks = [], overrides = [] } = options
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(source)
    .targets(queries.map((query, index) => query(toRefId(index))))
    .links([...links])
    .dataLinks([...valueLinks])
    .overrides([...overrides])
  const steps = options.steps?.map(([value, color]) => ({ value, color }))
  if (steps) builder.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.min !== undefined) builder.min(options.min)
  if (options.max !== undefined) builder.max(options.max)
  if (options.noValue !== undefined) builder.noValue(options.noValue)
  return builder
}

const legend = (calcs: readonly string[]): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([...calcs])
    .sortBy(calcs.includes('max') ? 'Max' : 'Last *')
    .sortDesc(true)

const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending)

/** Lines over time; zero is always seen, so that a small change does not look like a great one. */
export const lines = (options: PanelOptions): TimeseriesPanel =>
  fill(new TimeseriesPanel(), options)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(legend(['lastNotNull', 'max']))
    .tooltip(tooltip)

/** Parts of a whole over time. */
export const stack = (options: PanelOptions): TimeseriesPanel =>
  lines(options).fillOpacity(40).stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))

/** Counts over time. */
export const bars = (options: PanelOptions): TimeseriesPanel =>
  stack(options)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .legend(legend(['sum']).sortBy('Total'))

/** The last number of a series, with its course where the query gives one. */
export const stat = (options: PanelOptions): StatPanel =>
  fill(new StatPanel(), options)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))

/** As `lines`, with the steps drawn as dashed lines: limits that something must not pass. */
export const linesWithLimits = (options: PanelOptions): TimeseriesPanel =>
  lines(options).thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
