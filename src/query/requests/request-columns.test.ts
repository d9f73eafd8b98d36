import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { durationMsSql, isServerSql, spanColumns, toFailedSql } from './request-columns.ts'

const toOneLine = (sql: string): string => sql.replace(/\s+/g, ' ')

const load = (name: string): string =>
  toOneLine(readFileSync(new URL(`../../store/migrations/${name}.sql`, import.meta.url), 'utf8'))

const { method, route, status } = spanColumns
const inMilliseconds = 'Duration / 1e6'
const rate = "greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1)"

// A released migration is never edited: what questions read must stay what it wrote.
test.each([
  ['0012_request_rollup_mv', rate, inMilliseconds],
  ['0017_request_rollup_streams', rate, durationMsSql],
  // Its weight is that of request-weight.test.ts.
  ['0018_weights', undefined, durationMsSql],
])('%s counts requests by the expressions of the questions', (name, weighed, duration) => {
  const sql = load(name)
  for (const [expression, alias] of [
    [method, 'method_'],
    [status, 'status_'],
    ...(weighed === undefined ? [] : [[weighed, 'weight_'] as const]),
    [duration, 'duration_ms_'],
    [route.replaceAll(method, 'method_'), 'route'],
    [`sumIf(weight_, ${toFailedSql('status_')})`, 'errors'],
  ])
    expect(sql).toContain(` ${expression} AS ${alias}`)
  expect(sql).toContain(`WHERE ${isServerSql} GROUP BY`)
})

test.each([
  ['Method', method],
  ['Route', route.replaceAll(method, 'Method')],
  ['HttpStatus', status],
])('0016_search fills %s by the expression of the questions', (column, expression) => {
  expect(load('0016_search')).toMatch(new RegExp(` ${column} [\\w()]+ MATERIALIZED `))
  expect(load('0016_search')).toContain(` MATERIALIZED ${expression} CODEC(LZ4)`)
})
