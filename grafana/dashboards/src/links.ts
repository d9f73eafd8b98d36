import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

/** Uids of the dashboards: addresses that are linked to, so they stay. */
export const uids = {
  services: 'plainsight-services',
  serviceDetail: 'plainsight-service',
  runtime: 'plainsight-runtime',
  logs: 'plainsight-logs',
  traces: 'plainsight-traces',
  health: 'plainsight-health',
  slo: 'plainsight-slo',
} as const

/** Where the hub's page is; the service `routes` puts HUB_URL here. */
export const hubUrl = 'http://127.0.0.1:4319'

/** The page takes the same bounds as Grafana gives: milliseconds. */
const range = 'from=${__from}&to=${__to}'

/** Parameters of an address, values as they are: Grafana puts its variables in and encodes what is marked so. */
const toQuery = (params: Readonly<Record<string, string>>): string =>
  Object.entries(params)
    .map(([name, value]) => `&${name}=${value}`)
    .join('')

/** A view of the hub's page over the same time range. */
export const toHub = (view: 'requests' | 'traces' | 'logs' | 'explore', params = {}): string =>
  `${hubUrl}/${view}?${range}${toQuery(params)}`

/** A dashboard over the same time range. */
export const toDashboard = (uid: string, params: Readonly<Record<string, string>> = {}): string =>
  `/d/${uid}?${range}${toQuery(params)}`

export const link = (title: string, url: string): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(url.startsWith('http'))

/** The dashboards that there are, in a menu, with time range and variables. */
export const navigation: DashboardLinkBuilder = new DashboardLinkBuilder('plainsight')
  .type(DashboardLinkType.Dashboards)
  .tags(['plainsight'])
  .asDropdown(false)
  .includeVars(true)
  .keepTime(true)
