import { Type } from 'typebox'
import type { QueryParams } from '../../store/store.ts'
import { type QuestionContext, question } from '../question.ts'
import { axisFields, points } from '../series-answer.ts'
import { type Range, rangeFields, toAxis, toColumn, toStep } from '../time-range.ts'
import { toGrowthSql } from './metric-growth-sql.ts'
import { toLevelSql } from './metric-level-sql.ts'
import { toCountPoint, toValuePoint } from './metric-points.ts'
import { isMark, type MetricSql } from './metric-series-sql.ts'
import { baseFactor } from './metric-units.ts'

/** Seconds around the range that are read too. */
const around = 300

const ofService = `
  ServiceName = {service:String}
  AND TimeUnix >= toDateTime({begin:UInt32}) AND TimeUnix < toDateTime({until:UInt32})`

/** A process as one scope sees it: what two scopes measure of the same process is not added up. */
const process = 'cityHash64(ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes)'

const names = {
  delay: 'nodejs.eventloop.delay.p99',
  utilization: 'nodejs.eventloop.utilization',
  heap: 'v8js.memory.heap.used',
  memory: 'process.memory.usage',
  cpu: 'process.cpu.utilization',
} as const

/** Gauges, and sums that go up and down, which senders choose between. */
const columns =
  'ServiceName, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes, MetricName, MetricUnit, Attributes, TimeUnix, Flags, Value'
const wanted = `${ofService} AND MetricName IN {names:Array(String)}`
const levels = `(
  SELECT ${columns} FROM otel_metrics_gauge WHERE ${wanted}
  UNION ALL
  SELECT ${columns} FROM otel_metrics_sum WHERE ${wanted} AND NOT IsMonotonic)`

/** Parts of a process (heap spaces, CPU states) added; the metric and its process stand in the group. */
const levelsSql = toLevelSql(
  {
    table: levels,
    conditions: 'true',
    group: `concat(MetricName, ' ', toString(${process}))`,
    unit: "''",
    factor: baseFactor,
    isDelta: 'false',
  },
  'Value',
  'avg',
  'sum',
)

/** What a counter of seconds grew by in a second, all parts of a process together. */
const growthOf = (name: string, kind: 'sum' | 'histogram'): string => {
  const parts: MetricSql = {
    table: `otel_metrics_${kind}`,
    conditions: `${ofService} AND MetricName = '${name}'`,
    group: `toString(${process})`,
    unit: "''",
    factor: baseFactor,
    isDelta: 'AggregationTemporality = 1',
  }
  return toGrowthSql(parts, kind === 'sum' ? toValuePoint(baseFactor) : toCountPoint(baseFactor), 'rate')
}

const cpuSql = growthOf('process.cpu.time', 'sum')
const gcSql = growthOf('v8js.gc.duration', 'histogram')

type Level = { t: number; group: string; value: number | null }
type Growth = { t: number; group: string; grown: number[]; covered: number }
type Row = { t: number; value: number }

/** The highest process of each step. */
const toHighest = (rows: readonly { t: number; value: number | null }[]): Row[] =>
  [...Map.groupBy(rows, ({ t }) => t)].map(([t, same]) => ({
    t,
    value: same.reduce((top, { value }) => Math.max(top, value ?? 0), 0),
  }))

type Asked = { readonly params: QueryParams; readonly timeoutMs: number }

/** Which of what a point holds grows in seconds: the value of a counter, the sum of a histogram. */
const loadGrowth = async (store: QuestionContext['store'], asked: Asked, sql: string, place: 0 | 1): Promise<Row[]> => {
  const { rows } = await store.query<Growth>(sql, asked)
  return toHighest(
    rows.map(({ t, grown, covered }) => ({ t, value: covered > 0 ? (grown[place] ?? 0) / covered : null })),
  )
}

/** Time of the newest point of the service in the range, seconds since 1970. */
const newestSql = `
SELECT toUInt32(max(TimeUnix)) AS newest FROM otel_metrics_gauge
WHERE ServiceName = {service:String} AND TimeUnix >= toDateTime({from:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
  AND MetricName IN {names:Array(String)} AND ${isMark} = 0`

const toParams = ({ from, to }: Range, service: string, step: number) => ({
  service,
  step,
  names: Object.values(names),
  from: Math.floor(from / 1000),
  to: Math.ceil(to / 1000),
  begin: Math.max(0, Math.floor(from / 1000) - around),
  until: Math.ceil(to / 1000) + around,
})

/** How the Node processes of a service are: the highest process of each step where there are many. */
export const runtimeSeries = question({
  name: 'runtime-series',
  access: 'read',
  summary: 'Event loop, heap, memory, CPU and garbage collection of the Node processes of a service.',
  params: Type.Object({ ...rangeFields, service: Type.String({ minLength: 1, description: 'The service.' }) }),
  answer: Type.Object({
    ...axisFields,
    delay: points('Event loop delay that 99 % keep under, seconds.'),
    utilization: points('Share of time that the event loop was busy, 0 to 1.'),
    heap: points('JavaScript heap in use, bytes.'),
    memory: points('Memory of the process, bytes.'),
    cpu: points('CPU in cores.'),
    gc: points('Share of time spent in garbage collection, 0 to 1.'),
  }),
  run: async ({ store, timeoutMs }, { service, ...range }) => {
    const step = toStep(range, { points: 60, least: 60 })
    const bounds = toParams(range, service, step)
    const { rows: newest } = await store.query<{ newest: number }>(newestSql, { params: bounds, timeoutMs })
    const asked = { params: { ...bounds, end: newest[0]?.newest ?? 0 }, timeoutMs }
    const [{ rows: measured }, cpu, gc] = await Promise.all([
      store.query<Level>(levelsSql, asked),
      loadGrowth(store, asked, cpuSql, 0),
      loadGrowth(store, asked, gcSql, 1),
    ])
    const axis = toAxis(range, step)
    const column = (rows: readonly Row[]) => toColumn(axis, rows, ({ value }) => value)
    const level = (name: string) => column(toHighest(measured.filter(({ group }) => group.startsWith(`${name} `))))
    const utilization = level(names.cpu)
    return {
      step,
      t: axis,
      end: range.to / 1000,
      delay: level(names.delay),
      utilization: level(names.utilization),
      heap: level(names.heap),
      memory: level(names.memory),
      cpu: utilization.some((value) => value !== null) ? utilization : column(cpu),
      gc: column(gc),
    }
  },
})
