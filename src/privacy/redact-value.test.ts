import { describe, expect, it } from 'vitest'
import { redactValue } from './redact-value.ts'

class Order {
  readonly id = 7
  readonly token = 'hunter2'
  readonly total = () => 1
}

const circle: Record<string, unknown> = { name: 'a' }
circle.self = circle

const trap = {
  get boom(): never {
    throw new Error('no')
  },
}

const cases: readonly (readonly [string, unknown, unknown])[] = [
  ['plain values', { a: 1, b: 'x', c: true, d: null, e: 1n }, { a: 1, b: 'x', c: true, d: null, e: 1n }],
  [
    'denied names at any depth',
    { user: [{ password: 'x', name: 'ada' }] },
    { user: [{ password: '[redacted]', name: 'ada' }] },
  ],
  ['denied names over whole objects', { credentials: { user: 'ada' } }, { credentials: '[redacted]' }],
  ['secrets in texts', { url: '/a?token=x' }, { url: '/a?token=[redacted]' }],
  ['class instances', new Order(), { id: 7, token: '[redacted]' }],
  ['circles', circle, { name: 'a', self: '[circular]' }],
  ['getters that throw', { trap }, { trap: '[unreadable]' }],
  ['dates', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['maps and sets', { m: new Map([['a', 1]]), s: new Set([1]) }, { m: { a: 1 }, s: [1] }],
  ['what JSON skips', { a: undefined, f: () => 1, s: Symbol('x') }, {}],
  ['big buffers', { b: new Uint8Array(5000) }, { b: '[5000 bytes]' }],
]

describe('values that leave the process', () => {
  it.each(cases)('%s', (_, value, expected) => expect(redactValue(value)).toEqual(expected))

  it('bounds depth and size', () => {
    let deep: object = {}
    for (let i = 0; i < 100; i++) deep = { deep }
    expect(JSON.stringify(redactValue(deep))).toContain('[more]')
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({ a: 1 })))
    expect(JSON.stringify(redactValue(wide)).length).toBeLessThan(100_000)
  })

  it('keeps the facts of an error', () => {
    const error = Object.assign(new TypeError('login password=x'), { code: 'E1', apiKey: 'k' })
    expect(redactValue(error)).toMatchObject({
      type: 'TypeError',
      message: 'login password=[redacted]',
      code: 'E1',
      apiKey: '[redacted]',
    })
  })
})
