import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { durationMsSql, isServerSql, spanColumns, toFailedSql, weightSql } from './request-columns.ts'

const load = (name: string): string =>
  readFileSync(new URL(`../../store/migrations/${name}.sql`, import.meta.url), 'utf8').replace(/\s+/g, ' ')

const { method, route, status } = spanColumns
const inMilliseconds = 'Duration / 1e6'

// A released migration is never edited: what questions read must stay what it wrote.
test.each([
  ['0012_request_rollup_mv', inMilliseconds],
  ['0017_request_rollup_streams', durationMsSql],
])('%s counts requests by the expressions of the questions', (name, duration) => {
  const sql = load(name)
  for (const [expression, alias] of [
    [method, 'method_'],
    [status, 'status_'],
    [weightSql, 'weight_'],
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
