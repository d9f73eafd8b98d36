import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { levelColours } from './colours.ts'
import { createDashboard } from './create-dashboard.ts'
import { link, toHub, uids } from './links.ts'
import { bars, lines } from './panels.ts'
import { logLines, logSeries } from './queries.ts'
import { logs as logPanel } from './records.ts'
import { sources } from './sources.ts'
import { listed, lokiEnvironments, lokiServices, textBox } from './variables.ts'

const streams = '{service_name=~"$service", deployment_environment_name=~"$environment"}'
const found = `${streams} |~ \`(?i)\${search:raw}\` | detected_level=~"$level"`

const source = sources.loki
const common = { source, links: [link('Log lines in plainsight', toHub('logs'))] }

const volume = bars({
  ...common,
  title: 'Lines by level',
  description:
    'How many lines were written, and in the legend how many together. A red step at one moment tells when something broke: drag over it to see the lines.',
  unit: 'short',
  overrides: levelColours,
  queries: [logSeries(`sum by (detected_level) (count_over_time(${found} [$__auto]))`, '{{detected_level}}')],
})

const byService = lines({
  ...common,
  title: 'Lines by service',
  description:
    'Lines per second of each service. A service that suddenly writes far more costs disk: find the line that repeats.',
  unit: 'cps',
  queries: [logSeries(`sum by (service_name) (rate(${found} [$__auto]))`, '{{service_name}}')],
})

const list = logPanel({
  ...common,
  title: 'Lines',
  description: 'The newest lines that meet the filters. Open one for its fields; its trace id leads to the trace.',
  unit: 'none',
  queries: [logLines(found)],
})

/** Log lines of all services, searched. */
export const logs = (): Dashboard =>
  createDashboard({
    uid: uids.logs,
    title: 'Logs',
    description: 'Log lines by level and service, searched by text.',
    variables: [
      lokiEnvironments,
      lokiServices,
      listed(['critical', 'fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'], {
        name: 'level',
        label: 'Level',
        description: 'As Loki reads the level of a line.',
        all: '.*',
      }),
      textBox('search', 'Search', 'Text or regular expression (RE2) that lines must hold, capitals or not.'),
    ],
    // Loki counts line by line: what is not looked at first is counted when its row is opened.
    rows: [
      { title: 'Volume', height: 7, panels: [volume] },
      { title: 'Lines', height: 20, panels: [list] },
      { title: 'By service', height: 8, panels: [byService], isClosed: true },
    ],
  })
