import { beforeAll, describe, expect, test } from 'vitest'
import { runtimeSeries } from '../../src/query/metrics/runtime-series.ts'
import { createContext } from './context.ts'
import { type Point, type Stream, useMetricStore } from './metric-points.ts'

const noon = Date.UTC(2026, 10, 20, 12) / 1000
const hour = 3600
const times = (every: number): number[] =>
  Array.from({ length: hour / every }, (_, index) => noon + (index + 1) * every)

const state = (name: string): Pick<Stream, 'attributes'> => ({ attributes: { 'process.cpu.state': name } })

describe('the runtime of a service', () => {
  const metrics = useMetricStore()
  const ask = (from = noon, to = noon + hour) =>
    runtimeSeries.run(createContext(metrics().store), { service: 'shop', from: from * 1000, to: to * 1000 })
  const told = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)

  beforeAll(async () => {
    // Restarts every seven minutes; half a core by the user, a quarter by the system.
    const started = (t: number): number => noon + Math.floor((t - 1 - noon) / 420) * 420
    const counted = (share: number): Point[] =>
      times(45).map((t) => ({ start: started(t), t, Value: share * (t - started(t)) }))
    await metrics().insert('sum', [
      [{ name: 'process.cpu.time', unit: 's', ...state('user') }, counted(0.5)],
      [{ name: 'process.cpu.time', unit: 's', ...state('system') }, counted(0.25)],
      // The same process, measured by another scope: no more of it.
      [{ name: 'process.cpu.time', unit: 's', scope: 'other', ...state('user') }, counted(0.5)],
    ])
    const collected = times(45).map((t) => ({
      start: started(t),
      t,
      Count: t - started(t),
      Sum: 20 * (t - started(t)),
    }))
    await metrics().insert('histogram', [[{ name: 'v8js.gc.duration', unit: 'ms' }, collected]])
    const level = (Value: number): Point[] => times(45).map((t) => ({ t, Value }))
    await metrics().insert('gauge', [
      [{ name: 'nodejs.eventloop.delay.p99', unit: 'ms' }, level(12)],
      [{ name: 'v8js.memory.heap.used', unit: 'By', attributes: { space: 'new' } }, level(1e6)],
      [{ name: 'v8js.memory.heap.used', unit: 'By', attributes: { space: 'old' } }, level(5e6)],
      [{ name: 'v8js.memory.heap.used', unit: 'By', scope: 'other', attributes: { space: 'old' } }, level(5e6)],
      [
        { name: 'process.memory.usage', unit: 'By' },
        times(45).map((t) => ({ t, Value: t === noon + 1800 ? 0 : 2e8, stale: t === noon + 1800 })),
      ],
    ])
  })

  for (const [name, length] of [
    ['an hour', hour],
    ['a day', 24 * hour],
    ['a week', 168 * hour],
  ] as const)
    test(`is the same over ${name}, whatever restarts`, async () => {
      const { cpu, gc, delay, heap, memory } = await ask(noon + hour - length)
      const expected = [
        [cpu, 0.75],
        [gc, 0.02],
        [delay, 0.012],
        [heap, 6e6],
        [memory, 2e8],
      ] as const
      for (const [values, value] of expected) {
        expect(told(values).length).toBeGreaterThan(0)
        for (const each of told(values)) expect(each).toBeCloseTo(value, 6)
      }
    })
})
