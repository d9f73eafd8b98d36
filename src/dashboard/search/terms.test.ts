import { describe, expect, test } from 'vitest'
import { parseSearch } from '../../search/parse.ts'
import { addTerm, removeTerm, toTerm } from './terms.ts'

describe('a value becomes a term that means the same', () => {
  test.each(['shop', '/orders/:id', 'two words', 'say "hi"', 'a\\b', '>5', '*', '-x', '(y)', '', 'http://a/b?c=d'])(
    '%s',
    (value) => {
      const parsed = parseSearch(toTerm('key', value))
      expect(parsed).toMatchObject({ ok: true, node: { kind: 'field', key: 'key', comparison: '=', value } })
    },
  )
})

describe('a term is added', () => {
  test.each([
    ['', 'a:b', {}, 'a:b'],
    ['timeout', 'a:b', {}, 'timeout a:b'],
    ['timeout a:b', 'a:b', {}, 'timeout a:b'],
    ['-a:b x', 'a:b', {}, 'x a:b'],
    ['a:b x', 'a:b', { exclude: true }, 'x -a:b'],
    ['"two words"', 'a:"c d"', {}, '"two words" a:"c d"'],
    ['x OR y', 'a:b', {}, '(x OR y) a:b'],
  ])('to "%s": %s', (query, term, options, after) => {
    expect(addTerm(query, term, options)).toBe(after)
  })
})

test('a term is taken out', () => {
  expect(removeTerm('x a:"c d" y', 'a:"c d"')).toBe('x y')
})
