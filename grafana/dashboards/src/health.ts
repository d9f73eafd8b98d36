import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { createDashboard } from './create-dashboard.ts'
import { clickhouseHealth } from './health-clickhouse.ts'
import { collectorHealth } from './health-collector.ts'
import { hubHealth } from './health-hub.ts'
import { lokiHealth } from './health-loki.ts'
import { overviewHealth, targetsHealth } from './health-overview.ts'
import { prometheusHealth } from './health-prometheus.ts'
import { uids } from './links.ts'

/** Whether the parts of the stack do their work. Rows of parts that do not run say so. */
export const health = (): Dashboard =>
  createDashboard({
    uid: uids.health,
    title: 'Hub and stack health',
    description: 'Hub, Collector, Loki, Prometheus and ClickHouse: what they accept, reject and queue.',
    variables: [],
    rows: [
      { title: 'Now', height: 4, panels: overviewHealth },
      { title: 'Targets and alerts', height: 8, panels: targetsHealth },
      { title: 'Hub', height: 7, across: 3, panels: hubHealth },
      { title: 'Collector', height: 7, across: 3, panels: collectorHealth },
      { title: 'Loki', height: 7, panels: lokiHealth },
      { title: 'ClickHouse', height: 7, across: 3, panels: clickhouseHealth },
      { title: 'Prometheus and Alertmanager', height: 7, across: 3, panels: prometheusHealth },
    ],
  })
