import { Type } from 'typebox'
import { toMetricTable } from '../../tables.ts'
import { question } from '../question.ts'
import { metricFilterFields, resourceKeys, toMetricConditions } from './metric-filter.ts'

const maxValues = 50

/** Of the last points of the range only: enough to know the attributes, and cheap. */
const toSql = (table: string, conditions: string): string => `
SELECT
  pair.1 AS key,
  groupUniqArray(${maxValues})(pair.2) AS values,
  toUInt32(uniq(pair.2)) AS total
FROM
(
  SELECT arrayConcat(
    arrayZip(mapKeys(Attributes), mapValues(Attributes)),
    [('service.name', toString(ServiceName))],
    arrayFilter(pair -> pair.2 != '', [${resourceKeys
      .filter((key) => key !== 'service.name')
      .map((key) => `('${key}', ResourceAttributes['${key}'])`)
      .join(', ')}])
  ) AS pairs
  FROM ${table}
  WHERE ${conditions}
  ORDER BY TimeUnix DESC
  LIMIT 20000
)
ARRAY JOIN pairs AS pair
GROUP BY key
ORDER BY key`

type Row = { key: string; values: string[]; total: number }

/** Attributes that a metric can be grouped and filtered by. */
export const metricAttributes = question({
  name: 'metric-attributes',
  access: 'read',
  summary: 'Attributes of a metric with their values, from its last 20,000 points in the range.',
  params: Type.Object(metricFilterFields),
  answer: Type.Object({
    attributes: Type.Array(
      Type.Object({
        key: Type.String(),
        values: Type.Array(Type.String(), { description: `At most ${maxValues}.` }),
        total: Type.Integer({ description: 'Number of different values.' }),
      }),
    ),
  }),
  run: async ({ store, timeoutMs }, filter) => {
    const recent = { ...filter, from: Math.max(filter.from, filter.to - 6 * 3_600_000) }
    const { sql, params } = toMetricConditions(recent)
    const { rows } = await store.query<Row>(toSql(toMetricTable(filter.kind), sql), { params, timeoutMs })
    return { attributes: rows.map((row) => ({ ...row, values: row.values.toSorted() })) }
  },
})
