import { inRange } from './trace-table.ts'

/** Words for the level of a record, as Loki has them; a record without a number is known by its text. */
const level = `multiIf(
    SeverityNumber > 20, 'fatal',
    SeverityNumber > 16, 'error',
    SeverityNumber > 12, 'warn',
    SeverityNumber > 8, 'info',
    SeverityNumber > 4, 'debug',
    SeverityNumber > 0, 'trace',
    lower(SeverityText) IN ('critical', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'), lower(SeverityText),
    'unknown'
  )`

/** The environment has a column of its own, which reads faster than the map that it is made from. */
const ofEnvironment =
  '$__conditionalAll(`__otel_materialized_deployment.environment.name` IN (${environment:sqlstring}), $environment)'

/**
 * What the variables of *Logs* ask for; nothing, where a variable is empty or all. A search reads texts, as Loki does.
 */
const found = [
  inRange,
  '$__conditionalAll(ServiceName IN (${service:sqlstring}), $service)',
  ofEnvironment,
  '$__conditionalAll(level IN (${level:sqlstring}), $level)',
  "$__conditionalAll(match(Body, concat('(?i)', ${search:sqlstring})), $search)",
].join('\n  AND ')

const columns = [
  "countIf(level IN ('fatal', 'critical')) AS fatal",
  ...['error', 'warn', 'info', 'debug', 'trace', 'unknown'].map((name) => `countIf(level = '${name}') AS ${name}`),
]

/** Records over time, a column a level. */
export const levelsSql = `
WITH ${level} AS level
SELECT
  $__timeInterval(Timestamp) AS time,
  ${columns.join(',\n  ')}
FROM otel_logs
WHERE ${found}
GROUP BY time
ORDER BY time`

/** Records per second over time, a series a service. */
export const servicesSql = `
WITH ${level} AS level
SELECT
  $__timeInterval(Timestamp) AS time,
  toString(ServiceName) AS service,
  count() / $__interval_s AS lines
FROM otel_logs
WHERE ${found}
GROUP BY time, service
ORDER BY time`

/** The newest records of level error and above of the one service that is chosen. */
export const errorsSql = `
WITH ${level} AS level
SELECT
  Timestamp AS time,
  level,
  leftUTF8(Body, 2000) AS line,
  arrayStringConcat(arrayFilter(text -> text != '', [LogAttributes['exception.type'], LogAttributes['exception.message']]), ': ') AS exception,
  TraceId AS trace
FROM otel_logs
WHERE ${inRange}
  AND ServiceName = \${service:sqlstring}
  AND ${ofEnvironment}
  AND level IN ('error', 'fatal', 'critical')
ORDER BY Timestamp DESC
LIMIT 100`
