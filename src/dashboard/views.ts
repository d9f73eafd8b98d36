import type { ComponentType } from 'preact'
import type { ViewName } from '../view-names.ts'
import type { IconName } from './components/icon.tsx'

/** A view of the page: one line here, its own chunk. `key` opens it after `g`. */
export type View = {
  readonly name: ViewName
  readonly title: string
  readonly key: string
  readonly icon: IconName
  readonly load: () => Promise<ComponentType>
  /** Opened from another view only: not in the navigation. */
  readonly within?: string
}

/** Every view, in the order of the navigation. */
export const views: readonly View[] = [
  {
    name: 'requests',
    title: 'Requests',
    key: 'r',
    icon: 'requests',
    load: async () => (await import('./requests/requests-view.tsx')).RequestsView,
  },
  {
    name: 'traces',
    title: 'Traces',
    key: 't',
    icon: 'traces',
    load: async () => (await import('./traces/traces-view.tsx')).TracesView,
  },
  {
    name: 'trace',
    title: 'Trace',
    key: '',
    icon: 'traces',
    load: async () => (await import('./traces/trace-view.tsx')).TraceView,
    within: 'traces',
  },
  {
    name: 'logs',
    title: 'Logs',
    key: 'l',
    icon: 'logs',
    load: async () => (await import('./logs/logs-view.tsx')).LogsView,
  },
  {
    // The hub answers Prometheus at the same address, by what it accepts.
    name: 'metrics',
    title: 'Metrics',
    key: 'm',
    icon: 'metrics',
    load: async () => (await import('./metrics/metrics-view.tsx')).MetricsView,
  },
]

/** Views that the navigation offers. */
export const offeredViews: readonly View[] = views.filter(({ within }) => within === undefined)
