import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { health } from './health.ts'
import { logs } from './logs.ts'
import { nodeRuntime } from './node-runtime.ts'
import { serviceDetail } from './service-detail.ts'
import { services } from './services.ts'
import { slo } from './slo.ts'
import { traces } from './traces.ts'

export type DashboardFile = {
  /** Name of the JSON file. What stands behind @ tells variants of one dashboard apart. */
  readonly name: string
  /** Profiles of docker-compose.yml without which it has nothing to show. */
  readonly needs: readonly string[]
  readonly dashboard: Dashboard
}

const none = { logging: false, analytics: false }

/** Every file; of variants of one dashboard the last whose needs are met is taken. */
export const dashboardFiles = (): DashboardFile[] => [
  { name: 'services', needs: ['monitoring'], dashboard: services() },
  { name: 'service-detail', needs: ['monitoring'], dashboard: serviceDetail(none) },
  {
    name: 'service-detail@logging',
    needs: ['monitoring', 'logging'],
    dashboard: serviceDetail({ ...none, logging: true }),
  },
  {
    name: 'service-detail@analytics',
    needs: ['monitoring', 'analytics'],
    dashboard: serviceDetail({ ...none, analytics: true }),
  },
  {
    name: 'service-detail@logging-analytics',
    needs: ['monitoring', 'logging', 'analytics'],
    dashboard: serviceDetail({ logging: true, analytics: true }),
  },
  { name: 'node-runtime', needs: ['monitoring'], dashboard: nodeRuntime() },
  { name: 'logs', needs: ['monitoring', 'logging'], dashboard: logs({ isStored: false }) },
  {
    // Without the Collector Loki has other lines than ClickHouse: those of containers.
    name: 'logs@analytics-tracing',
    needs: ['monitoring', 'logging', 'analytics', 'tracing'],
    dashboard: logs({ isStored: true }),
  },
  { name: 'traces', needs: ['monitoring', 'analytics'], dashboard: traces(none) },
  {
    name: 'traces@logging',
    needs: ['monitoring', 'logging', 'analytics'],
    dashboard: traces({ ...none, logging: true }),
  },
  { name: 'health', needs: ['monitoring'], dashboard: health() },
  { name: 'slo', needs: ['monitoring'], dashboard: slo() },
]
