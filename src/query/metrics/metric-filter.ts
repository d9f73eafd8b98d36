import { type Static, Type } from 'typebox'
import type { QueryParams } from '../../store/store.ts'
import { rangeFields } from '../time-range.ts'
import { metricKind } from './metric-kinds.ts'

/** Name and filters of a metric. */
export const metricFilterFields = {
  ...rangeFields,
  metric: Type.String({ minLength: 1, description: 'Name of the metric.' }),
  kind: metricKind,
  service: Type.Optional(Type.String({ description: 'Only this service.' })),
  where: Type.Optional(
    Type.Array(Type.String({ pattern: '^[^=]+=' }), {
      maxItems: 10,
      description: 'Attributes as `key=value`, all of them.',
    }),
  ),
}

const fields = Type.Object(metricFilterFields)
export type MetricFilter = Static<typeof fields>

const split = (text: string): [key: string, value: string] => {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Attributes that are not of the point itself, and their columns. */
const elsewhere: Readonly<Record<string, string>> = {
  'service.name': 'ServiceName',
  'service.instance.id': "ResourceAttributes['service.instance.id']",
  'service.version': "ResourceAttributes['service.version']",
  'host.name': "ResourceAttributes['host.name']",
}

/** Attributes of the resource that one may group by. */
export const resourceKeys: readonly string[] = Object.keys(elsewhere)

/** SQL of an attribute whose name is bound as `{parameter:String}`. */
export const toAttribute = (key: string, parameter: string): string =>
  elsewhere[key] ?? `Attributes[{${parameter}:String}]`

/** The range, and what is read around it to know the points before its start and after its end; seconds since 1970. */
export type MetricBounds = {
  readonly from: number
  readonly to: number
  readonly begin: number
  readonly until: number
}

/**
 * Conditions of the filter in the order of the tables' key, and their values. `around` seconds before and after the
 * range are read too.
 */
export const toMetricConditions = (
  filter: MetricFilter,
  around = 0,
): { readonly sql: string; readonly params: QueryParams & MetricBounds } => {
  const where = (filter.where ?? []).map(split)
  const from = Math.floor(filter.from / 1000)
  const to = Math.ceil(filter.to / 1000)
  const params = {
    metric: filter.metric,
    service: filter.service ?? '',
    from,
    to,
    begin: Math.max(0, from - around),
    until: to + around,
    ...Object.fromEntries(
      where.flatMap(([key, value], at) => [
        [`key${at}`, key],
        [`value${at}`, value],
      ]),
    ),
  }
  const sql = [
    "({service:String} = '' OR ServiceName = {service:String})",
    'MetricName = {metric:String}',
    'TimeUnix >= toDateTime({begin:UInt32}) AND TimeUnix < toDateTime({until:UInt32})',
    ...where.map(([key], at) => `${toAttribute(key, `key${at}`)} = {value${at}:String}`),
  ].join('\n  AND ')
  return { sql, params }
}
