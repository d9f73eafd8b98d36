import type { JSX } from 'preact'

/** Outlines on a 24 grid, drawn for this page. */
const shapes = {
  requests: 'M3 12h4l3-8 4 16 3-8h4',
  traces: 'M3 5h10M7 12h10M11 19h10M7 5v0M3 5v7h4m0 0v7h4',
  logs: 'M4 6h16M4 10h10M4 14h16M4 18h7',
  metrics: 'M4 20V10m5.300 10V4m5.400 16v-7M20 20V8',
  sun: 'M12 3v2m0 14v2M3 12h2m14 0h2M5.600 5.600 7 7m10 10 1.400 1.400M5.600 18.400 7 17M17 7l1.400-1.400M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z',
  system: 'M4 5h16v11H4zM9 20h6m-3-4v4',
  help: 'M9.200 9a2.900 2.900 0 0 1 5.600 1c0 2-2.800 2.400-2.800 4m0 3v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  clock: 'M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  refresh: 'M20 6v5h-5M4 18v-5h5M5.600 9A7 7 0 0 1 18 7l2 4M4 13l2 4a7 7 0 0 0 12.400-2',
  down: 'm6 9 6 6 6-6',
  up: 'm6 15 6-6 6 6',
  left: 'm14 6-6 6 6 6',
  right: 'm10 6 6 6-6 6',
  close: 'm6 6 12 12M18 6 6 18',
  check: 'm5 12.500 4.500 4.500L19 7',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  columns: 'M4 5h16v14H4zM10 5v14M15 5v14',
  link: 'M10 14a4 4 0 0 0 6 .400l3-3a4 4 0 0 0-5.700-5.700l-1.500 1.500M14 10a4 4 0 0 0-6-.400l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500',
  download: 'M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 20h14',
  search: 'm20 20-4.500-4.500M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z',
  warning:
    'M12 9v4m0 3.500v.1M10.300 4 2.500 18a2 2 0 0 0 1.700 3h15.600a2 2 0 0 0 1.700-3L13.700 4a2 2 0 0 0-3.400 0Z',
  empty: 'M3 13h5l1.500 3h5L16 13h5M5 5h14l2 8v6H3v-6l2-8Z',
  minus: 'M20 20l-4.500-4.500M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM8 11h6',
  leave: 'M14 4H5v16h9M10 12h11m-4-4 4 4-4 4',
  service: 'M12 3 4 7.500v9L12 21l8-4.500v-9L12 3Zm0 9 8-4.500M12 12v9m0-9L4 7.500',
} as const

export type IconName = keyof typeof shapes

/**
 * An outline that takes the colour of the text. Decoration only: the words beside it, or a label, carry the meaning.
 */
export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
    <path d={shapes[name]} stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
)
