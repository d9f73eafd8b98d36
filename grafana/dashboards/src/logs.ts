import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { clickhouse } from './clickhouse-query.ts'
import { levelColours } from './colours.ts'
import { createDashboard } from './create-dashboard.ts'
import type { Row } from './layout.ts'
import { link, toHub, uids } from './links.ts'
import { levelsSql, servicesSql } from './log-sql.ts'
import { bars, lines } from './panels.ts'
import { logLines, logSeries } from './queries.ts'
import { logs as logPanel } from './records.ts'
import { sources } from './sources.ts'
import { listed, lokiEnvironments, lokiServices, textBox } from './variables.ts'

const streams = '{service_name=~"$service", deployment_environment_name=~"$environment"}'
const found = `${streams} |~ \`(?i)\${search:raw}\` | detected_level=~"$level"`

const links = [link('Log lines in plainsight', toHub('logs'))]
const inLoki = { source: sources.loki, links }
const inClickHouse = { source: sources.clickhouse, links }

const byLevel = {
  unit: 'short',
  overrides: levelColours,
  queries: [logSeries(`sum by (detected_level) (count_over_time(${found} [$__auto]))`, '{{detected_level}}')],
}

const whatLevelsTell =
  'Number of lines; the legend has the totals. A red step shows when something broke: drag over it to see the lines.'
const whatServicesTell =
  'Lines per second of each service. If a service suddenly writes far more, it fills the disk: find the repeated line.'

/** Counted by Loki, which has to read every line of the time it counts: of a range that ends now, its last hour. */
const lastHour = bars({
  ...inLoki,
  ...byLevel,
  title: 'Lines by level',
  description: `${whatLevelsTell} Loki counts line by line, so a range that ends now shows only its last hour here. A range between two dates, for example after dragging, is counted in full, as is every range in the last row.`,
}).timeFrom('1h')

const stored: readonly Builder<Panel>[] = [
  bars({
    ...inClickHouse,
    title: 'Lines by level',
    description: `${whatLevelsTell} Counted in ClickHouse, which has the lines of services. The last row counts those that containers print.`,
    unit: 'short',
    overrides: levelColours,
    queries: [clickhouse('timeseries', levelsSql)],
    noValue: 'No line of a service matches the filters.',
  }),
  lines({
    ...inClickHouse,
    title: 'Lines by service',
    description: whatServicesTell,
    unit: 'cps',
    queries: [clickhouse('timeseries', servicesSql)],
    noValue: 'No line of a service matches the filters.',
  }).displayName('${__field.labels.service}'),
]

const list = logPanel({
  ...inLoki,
  title: 'Lines',
  description: 'The newest lines that match the filters. Open a line for its fields; its trace id links to the trace.',
  unit: 'none',
  queries: [logLines(found)],
})

const wholeRange: Row = {
  title: 'All lines in Loki, over the whole range',
  height: 8,
  isClosed: true,
  panels: [
    bars({
      ...inLoki,
      ...byLevel,
      title: 'All lines by level',
      description: 'Number of lines; the legend has the totals. Over a week this takes seconds.',
    }),
    lines({
      ...inLoki,
      title: 'All lines by service',
      description: whatServicesTell,
      unit: 'cps',
      queries: [logSeries(`sum by (service_name) (rate(${found} [$__auto]))`, '{{service_name}}')],
    }),
  ],
}

type LogsOptions = {
  /** Whether ClickHouse has the lines of services, too, which the Collector brings to both. It counts them at once. */
  readonly isStored: boolean
}

/** Log lines of all services, searched. */
export const logs = ({ isStored }: LogsOptions): Dashboard =>
  createDashboard({
    uid: uids.logs,
    title: 'Logs',
    description: 'Log lines by level and service, with text search.',
    variables: [
      lokiEnvironments,
      lokiServices,
      listed(['critical', 'fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'], {
        name: 'level',
        label: 'Level',
        description: 'The level of a line as Loki detects it.',
        all: '.*',
      }),
      textBox('search', 'Search', 'Text or regular expression (RE2) that lines must contain, ignoring case.'),
    ],
    rows: [
      { title: 'Volume', height: 7, panels: isStored ? stored : [lastHour] },
      { title: 'Lines', height: 20, panels: [list] },
      wholeRange,
    ],
  })
