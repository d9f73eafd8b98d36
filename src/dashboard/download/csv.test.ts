import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

const cases: [name: string, value: unknown, cell: string][] = [
  ['a word', 'shop', 'shop'],
  ['letters of any script', 'Straße 東京', 'Straße 東京'],
  ['a comma', 'a,b', '"a,b"'],
  ['quotes', 'say "yes"', '"say ""yes"""'],
  ['two lines', 'one\r\ntwo', '"one\r\ntwo"'],
  ['a number', 12.5, '12.5'],
  ['a number below zero stays one', -3, '-3'],
  ['nothing', null, ''],
  ['no number', Number.NaN, ''],
  ['yes or no', false, 'false'],
  ['a formula', '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['plus', '+1', "'+1"],
  ['minus', '-2+3', "'-2+3"],
  ['at', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before a formula', '\t=1', "'\t=1"],
  ['the end of a line before a formula', '\n=1', `"'\n=1"`],
  ['a full-width formula', '＝1', "'＝1"],
  ['a sign inside', 'a=b', 'a=b'],
  ['attributes', { 'order.id': '1,2' }, '"{""order.id"":""1,2""}"'],
]

test.each(cases)('%s', (_name, value, cell) => {
  expect(toCsv([{ value }])).toBe(`\uFEFFvalue\r\n${cell}\r\n`)
})

test('columns come in the order in which they first come, also those that few rows have, and their names are no formulas', () => {
  expect(toCsv([{ a: 1 }, { '=b': 2, a: 3 }])).toBe("\uFEFFa,'=b\r\n1,\r\n3,2\r\n")
})

test('without rows there is an empty file', () => {
  expect(toCsv([])).toBe('\uFEFF\r\n')
})
