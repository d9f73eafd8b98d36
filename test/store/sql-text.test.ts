import { expect, test } from 'vitest'
import { toParamAssignments } from '../../src/store/query-params.ts'
import { toStatements } from '../../src/store/split-statements.ts'
import { toIdentifier, toLiteral } from '../../src/store/sql-text.ts'

test.each([
  ['nothing', '', []],
  ['only comments', '-- a; b\n/* c; d */', []],
  ['one without a semicolon', 'SELECT 1', ['SELECT 1']],
  ['two', 'SELECT 1;\nSELECT 2;\n', ['SELECT 1', 'SELECT 2']],
  [
    'a semicolon in a string',
    "SELECT 'a;b', 'it''s;', 'c\\';d'; SELECT 2",
    ["SELECT 'a;b', 'it''s;', 'c\\';d'", 'SELECT 2'],
  ],
  ['a semicolon in a name', 'SELECT `a;b`, "c;d"', ['SELECT `a;b`, "c;d"']],
  ['a semicolon in a comment', 'SELECT 1 -- one; two\n+ 1; SELECT 2 - 1 / 2', ['SELECT 1 \n+ 1', 'SELECT 2 - 1 / 2']],
] as const)('An SQL file with %s is cut into its statements', (_name, sql, statements) => {
  expect(toStatements(sql)).toEqual(statements)
})

test('Text and names are quoted so that nothing gets out', () => {
  expect(toLiteral("it's a \\ here")).toBe("'it\\'s a \\\\ here'")
  expect(toIdentifier('my`db')).toBe('`my\\`db`')
})

test('A parameter that a query names must be given', () => {
  expect(() => toParamAssignments('SELECT {from:UInt64}, {to: UInt64}', { from: 1 })).toThrow(
    'parameter to is not given',
  )
})
