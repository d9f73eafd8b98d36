import { Type } from 'typebox'
import { question } from './question.ts'
import { axisFields, points } from './series-answer.ts'
import { rangeFields, toAxis, toColumn, toStep } from './time-range.ts'

const bounds = `
  ServiceName = {service:String}
  AND TimeUnix >= toDateTime({from:UInt32}) AND TimeUnix < toDateTime({to:UInt32})`

const at = "toUInt32(toStartOfInterval(TimeUnix, toIntervalSecond({step:UInt32}), 'UTC'))"

/** Levels: the mean of each series in a step, parts of one process (heap spaces, CPU states) added, then the highest process. */
const levelsSql = `
SELECT t, name, max(level) AS level
FROM
(
  SELECT t, name, process, sum(mean) AS level
  FROM
  (
    SELECT ${at} AS t, MetricName AS name, cityHash64(ResourceAttributes) AS process, cityHash64(Attributes) AS part, avg(Value) AS mean
    FROM otel_metrics_gauge
    WHERE ${bounds} AND MetricName IN {names:Array(String)}
    GROUP BY t, name, process, part
    UNION ALL
    SELECT ${at} AS t, MetricName AS name, cityHash64(ResourceAttributes) AS process, cityHash64(Attributes) AS part, avg(Value) AS mean
    FROM otel_metrics_sum
    WHERE ${bounds} AND MetricName IN {names:Array(String)} AND NOT IsMonotonic
    GROUP BY t, name, process, part
  )
  GROUP BY t, name, process
)
GROUP BY t, name
ORDER BY t`

/** What a counter grew by in each step; a fall is a new start from zero. */
const growthOf = (table: string, value: string, name: string): string => `
SELECT t, '${name}' AS name, max(level) / {step:UInt32} AS level
FROM
(
  SELECT t, process, sum(growth) AS level
  FROM
  (
    SELECT t, process, if(isNull(earlier), NULL, if(last >= earlier, last - earlier, last)) AS growth
    FROM
    (
      SELECT t, process, last, lagInFrame(toNullable(last)) OVER (PARTITION BY process, part ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS earlier
      FROM
      (
        SELECT ${at} AS t, cityHash64(ResourceAttributes) AS process, cityHash64(Attributes) AS part, argMax(${value}, TimeUnix) AS last
        FROM ${table}
        WHERE ${bounds} AND MetricName = '${name}' AND AggregationTemporality = 2
        GROUP BY t, process, part
      )
    )
  )
  GROUP BY t, process
)
GROUP BY t
HAVING isNotNull(level)
ORDER BY t`

const names = {
  delay: 'nodejs.eventloop.delay.p99',
  utilization: 'nodejs.eventloop.utilization',
  heap: 'v8js.memory.heap.used',
  memory: 'process.memory.usage',
  cpu: 'process.cpu.utilization',
} as const

const cpuSql = growthOf('otel_metrics_sum', 'Value', 'process.cpu.time')
const gcSql = growthOf('otel_metrics_histogram', 'Sum', 'v8js.gc.duration')

type Row = { t: number; name: string; level: number | null }

/** How the Node processes of a service are: the highest process of each step where there are many. */
export const runtimeSeries = question({
  name: 'runtime-series',
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
    const params = { from: Math.floor(range.from / 1000), to: Math.ceil(range.to / 1000), step, service }
    const [levels, cpu, gc] = await Promise.all([
      store.query<Row>(levelsSql, { params: { ...params, names: Object.values(names) }, timeoutMs }),
      store.query<Row>(cpuSql, { params, timeoutMs }),
      store.query<Row>(gcSql, { params, timeoutMs }),
    ])
    const axis = toAxis(range, step)
    const column = (rows: readonly Row[]) => toColumn(axis, rows, (row) => row.level)
    const level = (name: string) => column(levels.rows.filter((row) => row.name === name))
    const utilization = level(names.cpu)
    return {
      step,
      t: axis,
      delay: level(names.delay),
      utilization: level(names.utilization),
      heap: level(names.heap),
      memory: level(names.memory),
      cpu: utilization.some((value) => value !== null) ? utilization : column(cpu.rows),
      gc: column(gc.rows),
    }
  },
})
