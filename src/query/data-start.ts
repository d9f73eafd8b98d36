import { Type } from 'typebox'
import { journaledTables, tables } from '../tables.ts'
import { question } from './question.ts'

/** Reads no rows: the engine knows the start of each part. */
const sql = `
SELECT toFloat64(toUnixTimestamp64Milli(min(first))) AS ms, toUInt32(count()) AS parts
FROM
(
  ${journaledTables
    .map((name) => `SELECT toDateTime64(min(${tables[name].time}), 3, 'UTC') AS first, count() AS rows FROM ${name}`)
    .join('\n  UNION ALL ')}
)
WHERE rows > 0`

/** Start of the data: a hub that started a minute ago has a minute of it, whatever range is shown. */
export const dataStart = question({
  name: 'data-start',
  access: 'read',
  summary: 'Time of the oldest span, log record or metric point that the hub has.',
  params: Type.Object({}),
  answer: Type.Object({
    ms: Type.Union([Type.Number(), Type.Null()], { description: 'Milliseconds since 1970; null without any data.' }),
  }),
  run: async ({ store, timeoutMs }) => {
    const { rows } = await store.query<{ ms: number; parts: number }>(sql, { timeoutMs })
    const [row] = rows
    return { ms: row && row.parts > 0 ? row.ms : null }
  },
})
