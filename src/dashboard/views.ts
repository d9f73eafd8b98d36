import type { ComponentType } from 'preact'
import type { IconName } from './components/icon.tsx'

/** A view of the page: one line here, its own chunk. `key` opens it after `g`. */
export type View = {
  readonly name: string
  readonly title: string
  readonly key: string
  readonly icon: IconName
  readonly load: () => Promise<ComponentType>
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
    name: 'metrics',
    title: 'Metrics',
    key: 'm',
    icon: 'metrics',
    load: async () => (await import('./metrics/metrics-view.tsx')).MetricsView,
  },
]
