import { expect, test } from 'vitest'
import { isLinear } from './linear-pattern.ts'

test.each([
  '\\d+',
  'error|warn|fatal',
  '(\\w+) (\\d+)',
  '(\\d+)(\\.\\d+)?',
  '\\d+(\\.\\d+)*',
  '\\d+|[a-z]+',
  'https?://[^ ]+',
  '[^/]+',
  '/\\d+(/|$)',
  '(?i)error: (.*)',
  '^(?P<name>\\w+)=(?<value>.*)$',
  '[[:alpha:]]+[]a]',
  '\\b[A-Z]{2,5}-\\d{1,6}\\b',
  '"([^"\\\\]*)"',
  '(\\d{1,3}\\.){3}\\d{1,3}',
  '\\s*,\\s*',
  '(foo|bar)\\s+\\w+',
  'a.*b',
  'a.*?b',
  '[0-9a-f]{8}-[0-9a-f]{4}',
  '\\p{Lu}\\w*',
  '',
])('all matches of %j are found in one go', (pattern) => {
  expect(isLinear(pattern)).toBe(true)
})

test.each([
  'a.*b|a',
  'a(.*b)?',
  '(a.*b)?a',
  'a(b*c)*',
  '(a+b)*|a',
  'a|a.*b',
  '(?:a.*b){0,1}a',
  '(a|b.*c)',
  'a(a{1,1000}b{1,1000}c)?',
  '((\\d+,)*x)?\\d',
  '(a.*){2}b|a',
  '\\Qa\\E',
  '(a',
  'a)',
  '[a',
  '*',
])('all matches of %j may take the square of the time, or are not understood', (pattern) => {
  expect(isLinear(pattern)).toBe(false)
})

test('a pattern that lies deep is read at once', () => {
  const started = performance.now()
  isLinear(`${'('.repeat(49)}a${')*'.repeat(49)}`)
  isLinear(`a${'*'.repeat(4000)}`)
  isLinear('['.repeat(4000))
  isLinear('[[:a:]'.repeat(600))
  expect(performance.now() - started).toBeLessThan(1000)
})
