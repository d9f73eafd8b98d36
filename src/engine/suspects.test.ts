import { expect, test } from 'vitest'
import { createSuspects } from './suspects.ts'

const codeOf = (work: () => void): string => {
  try {
    work()
    return 'allowed'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const minutes = 60_000

const create = () => {
  let now = Date.UTC(2026, 10, 30)
  const suspects = createSuspects(() => now)
  return {
    ...suspects,
    pass: (ms: number): void => {
      now += ms
    },
    askFor: (key: string, sql = 'SELECT 1'): string => codeOf(() => suspects.check({ key, sql })),
  }
}

test('A statement that ended the engine is refused for ten minutes, whatever the client', () => {
  const { blame, askFor, pass } = create()
  expect(blame([{ key: 'a', sql: 'BOMB' }], 'memory')).toEqual([])
  expect([askFor('a', 'BOMB'), askFor('b', 'BOMB'), askFor('a')]).toEqual([
    'SQL_ENDED_ENGINE',
    'SQL_ENDED_ENGINE',
    'allowed',
  ])
  pass(10 * minutes)
  expect(askFor('a', 'BOMB')).toBe('allowed')
})

test('A key whose statements ended the engine twice within an hour is suspended for an hour', () => {
  const { blame, askFor, pass } = create()
  blame([{ key: 'a', sql: 'ONE' }], 'crash')
  pass(59 * minutes)
  expect(blame([{ key: 'a', sql: 'TWO' }], 'overdue')).toEqual(['a'])
  expect([askFor('a'), askFor('b')]).toEqual(['KEY_SUSPENDED', 'allowed'])
  pass(59 * minutes)
  expect(askFor('a')).toBe('KEY_SUSPENDED')
  pass(minutes)
  expect(askFor('a')).toBe('allowed')
})

test('Two ends that lie further apart suspend nobody', () => {
  const { blame, askFor, pass } = create()
  blame([{ key: 'a', sql: 'ONE' }], 'crash')
  pass(60 * minutes)
  expect(blame([{ key: 'a', sql: 'TWO' }], 'crash')).toEqual([])
  expect(askFor('a')).toBe('allowed')
})

test.each([
  ['statements of two keys ran', 'crash', ['a', 'b']],
  ['somebody else ended the engine under several statements', 'killed', ['a', 'a']],
] as const)('No key is counted where %s, but the statements are refused', (_what, verdict, keys) => {
  const { blame, askFor } = create()
  for (let round = 0; round < 3; round++)
    expect(
      blame(
        keys.map((key, index) => ({ key, sql: `BOMB ${index}` })),
        verdict,
      ),
    ).toEqual([])
  expect([askFor('a'), askFor('b'), askFor('c', 'BOMB 1')]).toEqual(['allowed', 'allowed', 'SQL_ENDED_ENGINE'])
})
