import { expandConditions, expandMacros } from './clickhouse-macros.ts'
import { type Dashboard, panelsOf, type Target } from './dashboard-json.ts'
import { type Chosens, interpolate, type SourceUid } from './interpolate.ts'
import { parseSeconds, toRateInterval, toStep } from './intervals.ts'
import type { Range } from './sources.ts'

/** One query of one panel, as it stands in the JSON. */
export type PanelQuery = {
  /** Name of the file of the dashboard. */
  readonly dashboard: string
  readonly panel: string
  readonly source: SourceUid
  readonly target: Target
  /** Seconds that the panel looks back, whatever the dashboard does. */
  readonly own?: number
  /** Whether it is only asked when a row is opened. */
  readonly isClosed: boolean
}

/** Every query of every panel. */
export const extractQueries = (dashboards: ReadonlyMap<string, Dashboard>): PanelQuery[] =>
  [...dashboards].flatMap(([dashboard, json]) =>
    panelsOf(json).flatMap((panel) =>
      (panel.targets ?? []).map((target) => ({
        dashboard,
        panel: panel.title,
        source: target.datasource.uid as SourceUid,
        target,
        ...(panel.timeFrom && { own: parseSeconds(panel.timeFrom) }),
        isClosed: !json.panels.includes(panel),
      })),
    ),
  )

/** As provisioned: how often Prometheus scrapes. */
const scraped = 15

export type Expanded = { readonly text: string; readonly step: number }

const duration = (seconds: number): string => `${seconds}s`

/** The text that reaches the source, and the seconds between its points. */
export const expand = (
  text: string,
  {
    source,
    chosen,
    range,
    interval,
  }: { source: SourceUid; chosen: Chosens; range: Range; interval?: string | undefined },
): Expanded => {
  const own = interval ? parseSeconds(interval) : scraped
  const step = toStep(range.from, range.to, source === 'prometheus' ? own : 1)
  const builtIn = {
    __interval: duration(step),
    __auto: duration(step),
    __rate_interval: duration(toRateInterval(step, own)),
    __range: duration(Math.ceil((range.to - range.from) / 1000)),
    __from: `${range.from}`,
    __to: `${range.to}`,
  }
  const conditioned = source === 'clickhouse' ? expandConditions(text, chosen) : text
  const filled = interpolate(conditioned, { source, chosen, builtIn })
  return { text: source === 'clickhouse' ? expandMacros(filled, { ...range, step }) : filled, step }
}
