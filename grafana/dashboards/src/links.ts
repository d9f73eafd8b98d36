import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { type DashboardLink, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

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
export const toHub = (view: 'requests' | 'traces' | 'logs' | 'metrics', params = {}): string =>
  `${hubUrl}/${view}?${range}${toQuery(params)}`

/** A dashboard over the same time range. */
export const toDashboard = (uid: string, params: Readonly<Record<string, string>> = {}): string =>
  `/d/${uid}?${range}${toQuery(params)}`

type LinkOptions = {
  /**
   * Hands on the time range, and the values of variables. Addresses made by `toHub` and `toDashboard` have both
   * already.
   */
  readonly keep?: boolean
}

/** Made by hand: the builder of the SDK hides links in a menu of Grafana's controls. */
const toLink = (link: Partial<DashboardLink> & Pick<DashboardLink, 'title' | 'type'>): Builder<DashboardLink> => ({
  build: () => ({
    icon: 'external link',
    tooltip: '',
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: false,
    keepTime: false,
    ...link,
  }),
})

export const link = (title: string, url: string, { keep = false }: LinkOptions = {}): Builder<DashboardLink> =>
  toLink({
    title,
    url,
    type: DashboardLinkType.Link,
    targetBlank: url.startsWith('http'),
    includeVars: keep,
    keepTime: keep,
  })

/** The dashboards that there are, side by side, with time range and variables. */
export const navigation: Builder<DashboardLink> = toLink({
  title: 'plainsight',
  type: DashboardLinkType.Dashboards,
  tags: ['plainsight'],
  includeVars: true,
  keepTime: true,
})
