import { Type } from 'typebox'
import { type MetricKind, metricKinds, toMetricTable } from '../../tables.ts'
import { question } from '../question.ts'
import { rangeFields } from '../time-range.ts'
import { metricKind } from './metric-kinds.ts'
import { seriesHash } from './metric-series-sql.ts'

/** Names over the whole range, from the key alone; expensive columns only from its last hour. */
const namesOf = (kind: MetricKind): string => `
SELECT '${kind}' AS kind, MetricName AS name, arraySort(groupUniqArray(100)(toString(ServiceName))) AS services
FROM ${toMetricTable(kind)}
WHERE ({service:String} = '' OR ServiceName = {service:String})
  AND TimeUnix >= toDateTime({from:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
GROUP BY name`

/** A sum whose points are mostly those of a counter. */
const isCounter = (kind: MetricKind): string => (kind === 'sum' ? 'toUInt8(avg(IsMonotonic) > 0.5)' : 'toUInt8(0)')

const detailsOf = (kind: MetricKind): string => `
SELECT '${kind}' AS kind, MetricName AS name, topK(1)(MetricUnit)[1] AS unit, any(MetricDescription) AS description,
  toUInt32(uniq(${seriesHash})) AS series,
  ${isCounter(kind)} AS monotonic
FROM ${toMetricTable(kind)}
WHERE ({service:String} = '' OR ServiceName = {service:String})
  AND TimeUnix >= toDateTime({recent:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
GROUP BY name`

/** Metrics without points in the last hour: the same without the number of series. */
const factsOf = (kind: MetricKind): string => `
SELECT '${kind}' AS kind, MetricName AS name, topK(1)(MetricUnit)[1] AS unit, any(MetricDescription) AS description, 0 AS series, ${isCounter(kind)} AS monotonic
FROM ${toMetricTable(kind)}
WHERE ({service:String} = '' OR ServiceName = {service:String}) AND MetricName IN {silent:Array(String)}
  AND TimeUnix >= toDateTime({from:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
GROUP BY name`

const maxMetrics = 2000
const namesSql = `SELECT * FROM (${metricKinds.map(namesOf).join('\nUNION ALL')}) ORDER BY name, kind`
const detailsSql = metricKinds.map(detailsOf).join('\nUNION ALL')
const factsSql = metricKinds.map(factsOf).join('\nUNION ALL')

type Named = { kind: MetricKind; name: string; services: string[] }
type Detailed = { kind: MetricKind; name: string; unit: string; description: string; series: number; monotonic: number }

const toKey = ({ kind, name }: Pick<Named, 'kind' | 'name'>): string => `${kind} ${name}`

const metric = Type.Object({
  name: Type.String(),
  kind: metricKind,
  unit: Type.String({ description: 'As OpenTelemetry writes it: `s`, `By`, `1`, `{request}`.' }),
  description: Type.String(),
  monotonic: Type.Boolean({ description: 'A sum that only grows: a counter.' }),
  services: Type.Array(Type.String()),
  series: Type.Integer({ description: 'Streams of points in the last hour of the range.' }),
})

/** Metrics with points in the range. */
export const metricList = question({
  name: 'metric-list',
  access: 'read',
  summary: 'Metrics with points in the range: name, kind, unit, services and number of series.',
  params: Type.Object({
    ...rangeFields,
    service: Type.Optional(Type.String({ description: 'Only metrics of this service.' })),
  }),
  answer: Type.Object({
    metrics: Type.Array(metric),
    truncated: Type.Boolean({ description: `There are more than the ${maxMetrics} that are answered.` }),
  }),
  run: async ({ store, timeoutMs }, { from, to, service = '' }) => {
    const params = {
      service,
      from: Math.floor(from / 1000),
      to: Math.ceil(to / 1000),
      recent: Math.max(Math.floor(from / 1000), Math.ceil(to / 1000) - 3600),
    }
    const [names, details] = await Promise.all([
      store.query<Named>(namesSql, { params, timeoutMs, maxRows: maxMetrics }),
      store.query<Detailed>(detailsSql, { params, timeoutMs }),
    ])
    const known = new Map(details.rows.map((row) => [toKey(row), row]))
    const silent = [...new Set(names.rows.filter((row) => !known.has(toKey(row))).map(({ name }) => name))]
    const facts =
      silent.length > 0
        ? await store.query<Detailed>(factsSql, { params: { ...params, silent }, timeoutMs })
        : undefined
    for (const row of facts?.rows ?? []) if (!known.has(toKey(row))) known.set(toKey(row), row)
    const metrics = names.rows.map((row) => {
      const { unit = '', description = '', series = 0, monotonic = 0 } = known.get(toKey(row)) ?? {}
      return { ...row, unit, description, series, monotonic: monotonic === 1 }
    })
    return { metrics, truncated: names.truncated }
  },
})
