import { describe, expect, test } from 'vitest'
import { parseSearch } from '../../search-language/parse.ts'
import { addTerm, removeTerm, splitTerms, toAttributeTerm, toTerm } from './terms.ts'

describe('a value becomes a term that means the same', () => {
  test.each(['shop', '/orders/:id', 'two words', 'say "hi"', 'a\\b', '>5', '*', '-x', '(y)', '', 'http://a/b?c=d'])(
    '%s',
    (value) => {
      const parsed = parseSearch(toTerm('key', value))
      expect(parsed).toMatchObject({ ok: true, node: { kind: 'field', key: 'key', comparison: '=', value } })
    },
  )
})

describe('an attribute becomes a term that names it, whatever signs are in its name', () => {
  test.each([
    ['http.route', 'http.route:v'],
    ['größe', 'größe:v'],
    ['service.name', 'service.name:v'],
    ['card type', '"card type":v'],
    ['a=b', '"a=b":v'],
    ['-x', '"-x":v'],
    ['say "hi"', '"say \\"hi\\"":v'],
    ['back\\slash', '"back\\\\slash":v'],
    ['a:b', '"a:b":v'],
    ['7 days', '"7 days":v'],
    ['7days', '"7days":v'],
    ['(x)', '"(x)":v'],
    ['', '"":v'],
    ['*', '"*":v'],
    // These mean something else without quotes.
    ['status', '"status":v'],
    ['Level', '"Level":v'],
    ['message', '"message":v'],
  ])('%s', (name, term) => {
    expect(toAttributeTerm(name, 'v')).toBe(term)
    const parsed = parseSearch(`x -${term}`)
    expect(parsed).toMatchObject({
      ok: true,
      node: { parts: [{}, { part: { kind: 'field', key: name, value: 'v' } }] },
    })
    expect(splitTerms(`x -${term} y`)).toEqual(['x', `-${term}`, 'y'])
    expect(removeTerm(`x ${term} y`, term)).toBe('x y')
  })
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
