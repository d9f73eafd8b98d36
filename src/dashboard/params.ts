import { type ViewName, viewNames } from '../view-names.ts'

/**
 * Parameters of addresses, and the views that read them. Only these can be read or set; all others are reported to
 * the user as unknown.
 */
export const parameters = {
  service: viewNames,
  from: viewNames,
  to: viewNames,
  refresh: viewNames,
  tz: viewNames,
  q: ['traces', 'logs'],
  sort: ['requests', 'traces'],
  services: ['requests'],
  find: ['requests'],
  findService: ['requests'],
  compare: ['requests', 'metrics'],
  hide: ['requests'],
  scale: ['requests', 'metrics'],
  route: ['requests', 'traces'],
  method: ['traces'],
  name: ['traces'],
  status: ['traces'],
  minMs: ['traces'],
  maxMs: ['traces'],
  spans: ['traces'],
  id: ['trace'],
  span: ['trace', 'logs'],
  lines: ['trace'],
  trace: ['logs'],
  line: ['logs', 'trace'],
  columns: ['logs'],
  severity: ['logs'],
  live: ['logs'],
  wrap: ['logs'],
  metric: ['metrics'],
  kind: ['metrics'],
  agg: ['metrics'],
  by: ['metrics'],
  where: ['metrics'],
} as const satisfies Readonly<Record<string, readonly ViewName[]>>

export type ParamName = keyof typeof parameters

/** Parameters that go along from view to view, where the other view reads them. */
export const lastingParams: readonly ParamName[] = ['service', 'from', 'to', 'refresh', 'tz', 'compare']

/** Names of the parameters that a view reads. */
export const paramsOf = (view: string): readonly string[] =>
  Object.entries<readonly string[]>(parameters).flatMap(([name, views]) => (views.includes(view) ? [name] : []))
