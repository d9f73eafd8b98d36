import { describe, expect, test } from 'vitest'
import { toMarkPattern, toTextParts } from './marks.ts'

const mark = (query: string, text: string): string =>
  toTextParts(text, toMarkPattern(query))
    .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
    .join('')

describe('what a query found in a line is marked', () => {
  test.each([
    ['timeout', 'Timeout after timeouts: timeout', '[Timeout] after timeouts: [timeout]'],
    ['time*', 'Timeout after lifetime', '[Time]out after life[time]'],
    ['time*ms', 'times in ms', '[time]s in [ms]'],
    ['"bank said no"', 'the Bank said no, bank said nothing', 'the [Bank said no], bank said nothing'],
    ['bank no', 'no bank', '[no] [bank]'],
    ['bank OR queue', 'queue of the bank', '[queue] of the [bank]'],
    ['bank -queue', 'bank and queue', '[bank] and queue'],
    ['NOT (a OR b) c', 'a b c', 'a b [c]'],
    ['message:bank', 'bank', '[bank]'],
    ['"message":bank level:error', 'bank error', 'bank error'],
    ['order_id', 'order_id=7 order_id2', '[order_id]=7 order_id2'],
    ['order', 'order_id', '[order]_id'],
    ['/orders/:id', 'GET /orders/:id', 'GET [/orders/:id]'],
    ['http://a.b/?c=[d]', 'see http://a.b/?c=[d] and http://axb/', 'see [http://a.b/?c=[d]] and http://axb/'],
    ['"(a+b)"', 'sum (a+b)', 'sum [(a+b)]'],
    ['привет', 'Скажи ПРИВЕТ приветам', 'Скажи [ПРИВЕТ] приветам'],
    ['検索', '全文検索の結果', '全文[検索]の結果'],
    ['card carded', 'carded card', '[carded] [card]'],
    ['', 'a', 'a'],
    ['"never closed', 'never closed', 'never closed'],
    ['*', 'a', 'a'],
  ])('%s in %s', (query, text, marked) => {
    expect(mark(query, text)).toBe(marked)
  })
})

test('a text full of finds has only so many marks, and is whole', () => {
  const text = 'a '.repeat(5000)
  const parts = toTextParts(text, toMarkPattern('a'))
  expect(parts.length).toBeLessThan(1100)
  expect(parts.map((part) => part.text).join('')).toBe(text)
})
