import { LogsDedupStrategy, LogsSortOrder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs'
import { fill, type PanelOptions } from './panels.ts'

/** Log lines, the newest first, with all that is known of the one opened. */
export const logs = (options: PanelOptions): LogsPanel =>
  fill(new LogsPanel(), options)
    .showTime(true)
    .showLabels(false)
    .showCommonLabels(false)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .showLogContextToggle(true)
    .enableInfiniteScrolling(false)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.None)

/** The waterfall of one trace. */
export const waterfall = (options: PanelOptions): PanelBuilder => fill(new PanelBuilder().type('traces'), options)
