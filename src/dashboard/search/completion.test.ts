import { expect, test } from 'vitest'
import { applyCompletion, complete, type KnownKey } from './completion.ts'

const keys: readonly KnownKey[] = [
  {
    key: 'level',
    ordered: true,
    values: [
      { value: 'error', count: 3 },
      { value: 'info', count: 40 },
    ],
  },
  { key: 'service', values: [{ value: 'shop' }, { value: 'payments' }, { value: 'card shop' }] },
  { key: 'took', ordered: true, measured: true, values: [{ value: '100ms' }] },
  { key: 'http.route', optional: true, values: [{ value: '/orders' }] },
]

const odd: readonly KnownKey[] = [
  ...keys,
  { key: '"card type"', values: [{ value: 'gold' }, { value: 'very gold' }] },
  { key: '"say \\"hi\\""', values: [{ value: 'x' }] },
  { key: 'größe', values: [{ value: 'XL' }] },
]

/** `|` stands for the caret. */
const at = (marked: string, known = keys): string[] =>
  complete(marked.replace('|', ''), marked.indexOf('|'), known).options.map(({ label }) => label)

test.each([
  ['le|', ['level:']],
  ['route|', ['http.route:']],
  ['timeout le|', ['level:']],
  ['(le|', ['level:']],
  ['-le|', ['level:']],
  ['|', ['level:', 'service:', 'took:', 'http.route:']],
  ['level:|', ['error', 'info', '>', '>=', '<', '<=']],
  ['level:>=|', ['error', 'info']],
  ['level:>=e|', ['error']],
  ['LEVEL:er|', ['error']],
  ['level:error|', []],
  ['level:error |', ['level:', 'service:', 'took:', 'http.route:']],
  ['http.route:|', ['/orders', '*']],
  ['service:sh|', ['shop', 'card shop']],
  ['service:"card s|', ['card shop']],
  ['service:"card shop"|', []],
  ['"a phrase le|', []],
  ['pay|', ['service:payments']],
  ['shop O|', ['OR', 'took:', 'http.route:']],
  ['O|', ['took:', 'http.route:']],
  ['took:|', ['>100ms', '>', '>=', '<', '<=']],
  ['took:<|', ['100ms']],
  ['nothing|', []],
  ['unknown:|', []],
])('%s offers %j', (marked, labels) => {
  expect(at(marked)).toEqual(labels)
})

test.each([
  ['card|', ['"card type":', 'service:card shop']],
  ['"card|', ['"card type":']],
  ['"card type"|', []],
  ['"card type":|', ['gold', 'very gold']],
  ['"CARD TYPE":ve|', ['very gold']],
  ['-"card type":"very g|', ['very gold']],
  ['"say \\"hi\\"":|', ['x']],
  ['hi|', ['"say \\"hi\\"":']],
  ['größe:|', ['XL']],
  ['GRÖ|', ['größe:']],
])('for names with signs of their own, %s offers %j', (marked, labels) => {
  expect(at(marked, odd)).toEqual(labels)
})

/** Takes the first offer. */
const take = (marked: string, known = keys): string => {
  const text = marked.replace('|', '')
  const found = complete(text, marked.indexOf('|'), known)
  const [first] = found.options
  if (!first) throw new Error('nothing is offered')
  const { text: done, caret } = applyCompletion(text, found, first)
  return `${done.slice(0, caret)}|${done.slice(caret)}`
}

test.each([
  ['le|', 'level:|'],
  ['level:e|', 'level:error |'],
  ['level:>=e| shop', 'level:>=error |shop'],
  ['-le| shop', '-level:| shop'],
  ['service:card|', 'service:"card shop" |'],
  ['service:"card s|" x', 'service:"card shop" |x'],
  ['a service:pa|xyz b', 'a service:payments |b'],
])('%s becomes %s', (before, after) => {
  expect(take(before)).toBe(after)
})

test.each([
  ['ty|', '"card type":|'],
  ['"ca|rd" x', '"card type":| x'],
  ['"card type":v|', '"card type":"very gold" |'],
  ['a -"card type":go| b', 'a -"card type":gold |b'],
])('for names with signs of their own, %s becomes %s', (before, after) => {
  expect(take(before, odd)).toBe(after)
})
