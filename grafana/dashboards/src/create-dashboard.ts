import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { layOut, type Row } from './layout.ts'
import { navigation } from './links.ts'
import type { Variable } from './variables.ts'

export type DashboardOptions = {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly variables: readonly Variable[]
  readonly rows: readonly Row[]
  /** Besides the menu of all dashboards. */
  readonly links?: readonly Builder<DashboardLink>[]
}

/**
 * What all dashboards have in common: an hour until now, asked again twice a minute, times as the reader's browser has
 * them.
 */
export const createDashboard = ({
  uid,
  title,
  description,
  variables,
  rows,
  links = [],
}: DashboardOptions): Dashboard => {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['plainsight'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .links([navigation, ...links])
    .variables([...variables])
    .build()
  return { ...dashboard, panels: layOut(rows) }
}
