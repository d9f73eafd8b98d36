import { expect, test } from 'vitest'
import { splitSettings } from './inline-settings.ts'

test.each([
  ['SELECT 1 SETTINGS max_threads = 2', 'SELECT 1', { max_threads: '2' }],
  [
    'SELECT 1 settings max_execution_time=0.5, join_use_nulls=1',
    'SELECT 1',
    { max_execution_time: '0.5', join_use_nulls: '1' },
  ],
  [
    "SELECT 1\nSETTINGS session_timezone = 'Europe/Berlin'\nFORMAT JSON",
    'SELECT 1\nFORMAT JSON',
    { session_timezone: 'Europe/Berlin' },
  ],
])('%s', (statement, sql, settings) => {
  expect(splitSettings(statement)).toEqual({ sql, settings })
})

test.each([
  'SELECT 1',
  "SELECT 'a SETTINGS b = 1'",
  'SELECT * FROM (SELECT 1 SETTINGS max_threads = 2)',
  "SELECT 1 SETTINGS a = {'x' : 'y'}",
  "SELECT 1 SETTINGS a = 'b\\'c'",
])('%s stays as it is', (sql) => {
  expect(splitSettings(sql)).toEqual({ sql, settings: {} })
})
