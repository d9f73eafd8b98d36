import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A query of a panel, in the fields that tests look at. */
export type Target = {
  readonly refId: string
  readonly datasource: { readonly type: string; readonly uid: string }
  readonly expr?: string
  readonly rawSql?: string
  readonly instant?: boolean
  readonly exemplar?: boolean
  readonly interval?: string
  readonly queryType?: string
  readonly format?: number | string
  readonly maxLines?: number
}

type Link = { readonly title: string; readonly url?: string; readonly type?: string }

export type Panel = {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  /** A time range of its own, back from now. */
  readonly timeFrom?: string
  /** Of a closed row. */
  readonly panels?: readonly Panel[]
  readonly targets?: readonly Target[]
  readonly links?: readonly Link[]
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly links?: readonly Link[] }
    readonly overrides: readonly {
      readonly properties: readonly { readonly id: string; readonly value: unknown }[]
    }[]
  }
}

export type Variable = {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly description?: string
  readonly allValue?: string
  readonly includeAll?: boolean
  readonly multi?: boolean
  readonly datasource?: { readonly uid: string }
  readonly query?: unknown
}

export type Dashboard = {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly schemaVersion: number
  readonly timezone: string
  readonly refresh: string
  readonly time: { readonly from: string; readonly to: string }
  readonly links: readonly Link[]
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly Variable[] }
}

export const grafanaFolder: string = join(import.meta.dirname, '../../grafana')
const folder = join(grafanaFolder, 'dashboards/json')

/** Dashboards as Grafana gets them, by the name of their file. */
export const readDashboards = (from: string = folder): ReadonlyMap<string, Dashboard> =>
  new Map(
    readdirSync(from)
      .toSorted()
      .map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(join(from, name), 'utf8')) as Dashboard]),
  )

/** All panels, those of closed rows too, but the titles of rows. */
export const panelsOf = ({ panels }: Dashboard): readonly Panel[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]))

/** Every address that a dashboard leads to: its own links, those of panels, of values and of columns. */
export const addressesOf = (dashboard: Dashboard): string[] => {
  const ofPanel = ({ links = [], fieldConfig }: Panel): readonly Link[] => [
    ...links,
    ...(fieldConfig?.defaults.links ?? []),
    ...(fieldConfig?.overrides ?? [])
      .flatMap(({ properties }) => properties)
      .filter(({ id }) => id === 'links')
      .flatMap(({ value }) => value as Link[]),
  ]
  return [...dashboard.links, ...panelsOf(dashboard).flatMap(ofPanel)].flatMap(({ url }) => (url ? [url] : []))
}
