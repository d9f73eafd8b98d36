import { afterEach, describe, expect, test, vi } from 'vitest'
import { parseTypedRange } from './typed-range.ts'
import { zone } from './zone.ts'

const now = Date.UTC(2026, 11, 1, 13, 30)
const at = (text: string): number => Date.parse(`${text}Z`)

afterEach(() => {
  zone.value = 'local'
  vi.unstubAllEnvs()
})

describe('a range as it is typed, at 13:30 on 1 Dec 2026 UTC', () => {
  const cases: [typed: string, from: string | number, to: string | number][] = [
    ['-2h', 'now-2h', 'now'],
    ['2h', 'now-2h', 'now'],
    [' 90m ', 'now-90m', 'now'],
    ['now-15m', 'now-15m', 'now'],
    ['1h30m', 'now-90m', 'now'],
    ['1.5 hours', 'now-90m', 'now'],
    ['60 min', 'now-1h', 'now'],
    ['24h', 'now-24h', 'now'],
    ['1d', 'now-24h', 'now'],
    ['2 weeks', 'now-14d', 'now'],
    ['last 2 hours', 'now-2h', 'now'],
    ['Last hour', 'now-1h', 'now'],
    ['past 30 minutes', 'now-30m', 'now'],
    ['2h ago', 'now-2h', 'now'],
    ['2h ago to 1h ago', 'now-2h', 'now-1h'],
    ['-2h - -1h', 'now-2h', 'now-1h'],
    ['today', 'today', 'now'],
    ['Yesterday', 'yesterday', 'today'],
    ['yesterday - now', 'yesterday', 'now'],
    ['2026-12-01', 'today', 'now'],
    ['2026-11-30', at('2026-11-30T00:00'), at('2026-12-01T00:00')],
    ['30 Nov', at('2026-11-30T00:00'), at('2026-12-01T00:00')],
    ['November 30', at('2026-11-30T00:00'), at('2026-12-01T00:00')],
    ['24 Dec', at('2025-12-24T00:00'), at('2025-12-25T00:00')],
    ['24 Dec 2026', at('2026-12-24T00:00'), at('2026-12-25T00:00')],
    ['28 Nov - 30 Nov', at('2026-11-28T00:00'), at('2026-12-01T00:00')],
    ['2026-11-30 14:00', at('2026-11-30T14:00'), 'now'],
    ['2026-11-30T14:00:05.250Z', at('2026-11-30T14:00:05.250'), 'now'],
    ['2026-11-30 14:00+02:00', at('2026-11-30T12:00'), 'now'],
    ['2026-11-30 14:00 - 15:30', at('2026-11-30T14:00'), at('2026-11-30T15:30')],
    ['30 Nov 22:00 to 02:00', at('2026-11-30T22:00'), at('2026-12-01T02:00')],
    ['1 Dec 10:00:11 – 11:00:11', at('2026-12-01T10:00:11'), at('2026-12-01T11:00:11')],
    ['10:00-11:30', at('2026-12-01T10:00'), at('2026-12-01T11:30')],
    ['since 9:00', at('2026-12-01T09:00'), 'now'],
    ['18:00', at('2026-11-30T18:00'), 'now'],
    ['1780000000', 1780000000000, 'now'],
    ['1780000000000 .. 1780000100000', 1780000000000, 1780000100000],
  ]
  test.each(cases)('%s', (typed, from, to) => {
    zone.value = 'utc'
    expect(parseTypedRange(typed, now)).toEqual({ from, to })
  })

  test.each(['', 'soon', '2x', '-', '31 Nov', '2026-13-01', '25:00', '10:61', '1h - 2h - 3h', '12'])(
    '%j is none',
    (typed) => {
      zone.value = 'utc'
      expect(parseTypedRange(typed, now)).toBeUndefined()
    },
  )

  test('a day has the length that it has in the zone: 25 hours when clocks go back', () => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    const { from, to } = parseTypedRange('2026-10-25', now) ?? {}
    expect(from).toBe(at('2026-10-24T22:00'))
    expect(Number(to) - Number(from)).toBe(25 * 36e5)
    expect(parseTypedRange('2026-11-30 14:00', now)?.from).toBe(at('2026-11-30T13:00'))
  })
})
