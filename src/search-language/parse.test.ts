import { describe, expect, test } from 'vitest'
import type { SearchNode } from './node.ts'
import { parseSearch } from './parse.ts'

/** The query written with every bracket, so that a table can hold it. */
const show = (node: SearchNode): string => {
  if (node.kind === 'not') return `not(${show(node.part)})`
  if (node.kind === 'text') return node.quoted ? `"${node.value}"` : node.value
  if (node.kind === 'field') {
    const key = node.isAttribute ? `[${node.key}]` : node.key
    return `${key}${node.comparison}${node.quoted ? `"${node.value}"` : node.value}`
  }
  return `${node.kind}(${node.parts.map(show).join(', ')})`
}

describe('a query is read as', () => {
  test.each([
    ['timeout', 'timeout'],
    ['  two   words ', 'and(two, words)'],
    ['"a phrase" word', 'and("a phrase", word)'],
    ['"with \\"quotes\\" and \\\\"', '"with "quotes" and \\"'],
    ['service:shop', 'service=shop'],
    ['service:"my shop"', 'service="my shop"'],
    ['http.route:/orders/:id', 'http.route=/orders/:id'],
    ['k8s.pod.name:api-7d', 'k8s.pod.name=api-7d'],
    ['severity:>=warn', 'severity>=warn'],
    ['duration:>250ms', 'duration>250ms'],
    ['size:<"10"', 'size<"10"'],
    ['-timeout', 'not(timeout)'],
    ['-service:shop a', 'and(not(service=shop), a)'],
    ['NOT a b', 'and(not(a), b)'],
    ['-(a OR b)', 'not(or(a, b))'],
    ['a OR b c', 'or(a, and(b, c))'],
    ['(a OR b) c', 'and(or(a, b), c)'],
    ['a AND b', 'and(a, b)'],
    ['or and not', 'and(or, and, not)'],
    ['http://example.com/a', 'http://example.com/a'],
    ['12:30:05', '12:30:05'],
    ['a - b', 'and(a, -, b)'],
    ['x-request-id:7', 'x-request-id=7'],
    ['user.id:*', 'user.id=*'],
    ['naïve 日本', 'and(naïve, 日本)'],
    ['größe:XL', 'größe=XL'],
    ['ключ:значение -名前:値', 'and(ключ=значение, not(名前=値))'],
    ['नाम:x', 'नाम=x'],
    ['"card type":gold', '[card type]=gold'],
    ['-"card type":"very gold" x', 'and(not([card type]="very gold"), x)'],
    ['"say \\"hi\\" \\\\":>=5', '[say "hi" \\]>=5'],
    ['"-a=b:c(d)":*', '[-a=b:c(d)]=*'],
    ['"status":x', '[status]=x'],
    ['"":x', '[]=x'],
    ['"http"://x', 'and("http", ://x)'],
    ['"a phrase" : b', 'and("a phrase", :, b)'],
  ])('%s', (text, shown) => {
    const parsed = parseSearch(text)
    expect(parsed.ok && parsed.node && show(parsed.node)).toBe(shown)
  })

  test.each([[''], ['   ']])('nothing when it is empty: "%s"', (text) => {
    expect(parseSearch(text)).toEqual({ ok: true, node: undefined })
  })
})

describe('a fault says where it is', () => {
  test.each([
    ['a "never closed', 'The quote is never closed', 2, 13],
    ['(a', 'The bracket is never closed', 0, 1],
    ['a ) b', 'This bracket was never opened', 2, 1],
    ['a OR', 'A word or key:value is missing here', 2, 2],
    ['OR a', 'A word or key:value is missing here', 0, 2],
    ['()', 'A word or key:value is missing here', 1, 1],
    ['a service: b', 'A value is missing after service: (put the word in quotes to search for it as text)', 2, 8],
    ['size:>', 'A value is missing after size: (put the word in quotes to search for it as text)', 0, 6],
    ['"card type": b', 'A value is missing after "card type":', 0, 12],
    ['NOT', 'A word or key:value is missing here', 0, 3],
  ])('%s', (text, message, at, length) => {
    expect(parseSearch(text)).toEqual({ ok: false, fault: { message, at, length } })
  })
})

test('nothing that a person can type makes it throw', () => {
  const signs = ['a', ' ', '"', '(', ')', '-', ':', '>', 'OR', 'NOT', '*', '\\', 'k:v']
  let state = 1
  for (let round = 0; round < 3000; round++) {
    let text = ''
    for (let i = 0; i < 12; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      text += signs[(state >>> 16) % signs.length]
    }
    expect(parseSearch(text)).toHaveProperty('ok')
  }
})
