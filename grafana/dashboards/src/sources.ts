import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard'

/** Data sources by the uids that grafana/provisioning/datasources gives them. */
export const sources = {
  prometheus: { type: 'prometheus', uid: 'prometheus' },
  loki: { type: 'loki', uid: 'loki' },
  clickhouse: { type: 'grafana-clickhouse-datasource', uid: 'clickhouse' },
} as const satisfies Readonly<Record<string, DataSourceRef>>
