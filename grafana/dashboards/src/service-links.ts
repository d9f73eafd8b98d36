import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard'
import { link, toDashboard, uids } from './links.ts'
import type { Column } from './tables.ts'

/** `name`: the variable of Grafana that holds the service. */
const openService = (name: string): Builder<DashboardLink> =>
  link('Open the service', toDashboard(uids.serviceDetail, { 'var-service': `\${${name}:percentencode}` }))

/** Leads from a point of a line to the line's service. */
export const toService = openService('__field.labels.service_name')

/** Columns that say which service a row is about, and lead to it. */
export const serviceColumns: readonly Column[] = [
  {
    from: 'service_name',
    to: 'Service',
    more: [{ id: 'links', value: [openService('__value.raw').build()] }],
  },
  { from: 'deployment_environment_name', to: 'Environment' },
]
