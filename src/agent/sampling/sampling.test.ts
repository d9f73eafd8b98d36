import { randomBytes } from 'node:crypto'
import { createTraceState, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { createSampler } from '../open-telemetry/sampler.ts'
import { withOrigin } from '../open-telemetry/trace-origin.ts'
import type { Subject } from './patterns.ts'
import { createRateCap } from './rate-cap.ts'
import { createSampling, type Parent, type Sampling } from './sampling.ts'
import { toProbability, toThreshold } from './threshold.ts'

const samplingOf = (env: Readonly<Record<string, string>>): Sampling => {
  const { config, faults } = loadConfig({ env, file: false })
  expect(faults).toEqual([])
  return createSampling(config)
}

const toTraceId = (randomness: string): string => `0af7651916cd43dd84${randomness}`
const traceIds = Array.from({ length: 20_000 }, () => randomBytes(16).toString('hex'))

describe('what OTEL_TRACES_SAMPLER names decides as the sampler of the SDK', () => {
  const samplers: readonly (readonly [name: string, sampler: Sampler])[] = [
    ['always_on', new AlwaysOnSampler()],
    ['always_off', new AlwaysOffSampler()],
    ['parentbased_always_on', new ParentBasedSampler({ root: new AlwaysOnSampler() })],
    ['parentbased_always_off', new ParentBasedSampler({ root: new AlwaysOffSampler() })],
  ]
  const parents = [undefined, ...[0, 1].map((traceFlags) => ({ traceFlags, isRemote: true }))]
  test.each(samplers)('%s, for requests and for other spans', (name, stock) => {
    const sampling = samplingOf({ OTEL_TRACES_SAMPLER: name })
    const sampler = createSampler({ sampling, tail: undefined })
    for (const traceId of traceIds.slice(0, 50)) {
      for (const parent of parents) {
        const span = parent && { ...parent, traceId, spanId: traceId.slice(16) }
        const context = span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span)
        const wanted = stock.shouldSample(context, traceId, 'work', SpanKind.INTERNAL, {}, []).decision
        const sampled = wanted === SamplingDecision.RECORD_AND_SAMPLED
        expect(sampler.shouldSample(context, traceId, 'work', SpanKind.INTERNAL, {}, []).decision).toBe(wanted)
        const remote = span && { sampled: span.traceFlags === 1, traceState: undefined }
        expect(sampling(traceId, remote, {})).toEqual({ isKept: sampled, traceState: undefined, isIgnored: false })
      }
    }
  })
  test('a trace that comes from another one without being its child is decided by that one, and says so', () => {
    const sampling = samplingOf({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' })
    const sampler = createSampler({ sampling, tail: undefined })
    const from = (traceFlags: number): ReturnType<typeof sampler.shouldSample> => {
      const traceState = createTraceState('ot=th:c,a=1')
      const origin = { traceId: toTraceId('d0000000000000'), spanId: '00f067aa0ba902b7', traceFlags, traceState }
      const context = withOrigin(ROOT_CONTEXT, origin)
      return sampler.shouldSample(context, toTraceId('00000000000000'), 'job', SpanKind.CONSUMER, {}, [])
    }
    const kept = from(1)
    expect(kept.decision).toBe(SamplingDecision.RECORD_AND_SAMPLED)
    expect(kept.traceState?.serialize()).toBe('ot=th:c;rv:d0000000000000,a=1')
    expect(from(0).decision).toBe(SamplingDecision.NOT_RECORD)
  })
  test.each(['always_on', 'traceidratio'])('with %s a span in this process follows its parent', (name) => {
    const sampler = createSampler({
      sampling: samplingOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.5' }),
      tail: undefined,
    })
    for (const traceFlags of [0, 1]) {
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: toTraceId('7fffffffffffff'),
        spanId: '00f067aa0ba902b7',
        traceFlags,
      })
      const { decision } = sampler.shouldSample(context, toTraceId('7fffffffffffff'), 'work', SpanKind.INTERNAL, {}, [])
      expect(decision === SamplingDecision.RECORD_AND_SAMPLED).toBe(traceFlags === 1)
    }
  })
})

describe('consistent probability', () => {
  // The table of the specification, for its recommended precision.
  test.each([
    [1, '0'],
    [1 / 2, '8'],
    [1 / 3, 'aaab'],
    [1 / 4, 'c'],
    [1 / 5, 'cccd'],
    [1 / 8, 'e'],
    [1 / 10, 'e666'],
    [1 / 16, 'f'],
    [1 / 100, 'fd70a'],
    [1 / 1000, 'ffbe77'],
    [1 / 10_000, 'fff9724'],
    [1 / 100_000, 'ffff583a'],
    [1 / 1_000_000, 'ffffef39'],
    [2 ** -56, 'ffffffffffff'],
    [0.99999999, '0'],
  ])('a probability of %d has the threshold %s', (probability, threshold) => {
    expect(toThreshold(probability)).toBe(threshold)
    expect(toProbability(threshold)).toBeCloseTo(Math.max(probability, 2 ** -48), 4)
  })

  const ratio = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }
  const own = { ...ratio, OTEL_TRACES_SAMPLER: 'traceidratio' }
  const sampled = (traceState?: string): Parent => ({ sampled: true, traceState })
  const unsampled = (traceState?: string): Parent => ({ sampled: false, traceState })
  const [high, low] = [toTraceId('e6660000000000'), toTraceId('e665ffffffffff')]
  test.each<
    [
      name: string,
      env: Readonly<Record<string, string>>,
      traceId: string,
      parent: Parent | undefined,
      isKept: boolean,
      state: string | undefined,
    ]
  >([
    ['a new trace at the threshold is kept', ratio, high, undefined, true, 'ot=th:e666'],
    ['a new trace below it is dropped', ratio, low, undefined, false, undefined],
    [
      'the first bits of an id decide nothing',
      ratio,
      `${'f'.repeat(18)}${'0'.repeat(14)}`,
      undefined,
      false,
      undefined,
    ],
    ['a trace that is continued keeps its threshold', ratio, high, sampled('ot=th:c,a=1'), true, 'ot=th:c,a=1'],
    ['and stays without one', ratio, low, sampled('a=1'), true, 'a=1'],
    ['a threshold that cannot be true is erased', ratio, low, sampled('a=1,ot=th:f;xy:1'), true, 'ot=xy:1,a=1'],
    ['a threshold that is none is erased', ratio, low, sampled('ot=th:E,a=1'), true, 'a=1'],
    ['the threshold of an unsampled trace is erased', ratio, high, unsampled('ot=th:8,a=1'), false, 'a=1'],
    [
      'randomness that travels along decides',
      own,
      low,
      sampled('ot=rv:ffffffffffffff'),
      true,
      'ot=th:e666;rv:ffffffffffffff',
    ],
    ['randomness of the wrong length does not', own, low, sampled('ot=rv:ff'), false, 'ot=rv:ff'],
    [
      'a sampler of its own writes its threshold',
      own,
      high,
      unsampled('b=2 , ot=th:c;rv:e6660000000000, a=1'),
      true,
      'ot=th:e666;rv:e6660000000000,b=2 , a=1',
    ],
    [
      'certainty replaces the threshold of others',
      { OTEL_TRACES_SAMPLER: 'always_on' },
      high,
      sampled('ot=th:c'),
      true,
      'ot=th:0',
    ],
    ['certainty adds nothing', { OTEL_TRACES_SAMPLER: 'always_on' }, high, sampled('a=1'), true, 'a=1'],
    ['a ratio of 1 adds nothing', { ...ratio, OTEL_TRACES_SAMPLER_ARG: '1' }, low, undefined, true, undefined],
    [
      'a ratio of 0 keeps nothing',
      { ...ratio, OTEL_TRACES_SAMPLER_ARG: '0' },
      toTraceId('f'.repeat(14)),
      undefined,
      false,
      undefined,
    ],
  ])('%s', (_, env, traceId, parent, isKept, traceState) => {
    expect(samplingOf(env)(traceId, parent, {})).toEqual({ isKept, traceState, isIgnored: false })
  })
})

describe('rules', () => {
  const env = {
    PLAINSIGHT_SAMPLING:
      'drop=/internal/*; ratio=GET /api/*:0.5; ratio=agent:bot:0; ratio=span:poll *:0.25; fallback=0.75',
  }
  const browser = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } }
  const bot = { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' } }
  test.each<[name: string, subject: Subject, threshold: string | undefined]>([
    ['drop', { method: 'GET', path: '/internal/jobs/7', request: browser }, undefined],
    ['take a ratio of', { method: 'GET', path: '/api/items', request: bot }, '8'],
    ['look at the method of', { method: 'POST', path: '/api/items', request: browser }, '4'],
    ['look at the client of', { method: 'GET', path: '/', request: bot }, 'g'],
    ['look at the name of', { span: 'poll queue' }, 'c'],
    ['have a fallback for', { span: 'job' }, '4'],
  ])('%s %j', (_, subject, threshold) => {
    const sampling = samplingOf(env)
    const kept = traceIds.filter((traceId) => sampling(traceId, undefined, subject).isKept)
    expect(kept).toEqual(traceIds.filter((traceId) => threshold !== undefined && traceId.slice(18) >= threshold))
    expect(sampling(traceIds[0]!, undefined, subject).isIgnored).toBe(threshold === undefined)
  })
  test('leave traces that are continued to their parent, unless they drop them', () => {
    const sampling = samplingOf(env)
    const parent = { sampled: true, traceState: undefined }
    expect(sampling(toTraceId('0'.repeat(14)), parent, { method: 'GET', path: '/api/items' }).isKept).toBe(true)
    expect(sampling(toTraceId('f'.repeat(14)), parent, { method: 'GET', path: '/internal/x' }).isKept).toBe(false)
  })
  test.each([
    ['drop=internal', '1 rule'],
    ['ratio=/api/*', 'without a number'],
    ['ratio=/api/*:2', 'above 1'],
    ['fallback=often', 'no number'],
    ['keep=/x', 'an unknown word'],
    ['drop=GET route:/items/:id', 'a route'],
  ])('that nobody can read are faults: %s', (text) => {
    const { config, faults } = loadConfig({ env: { PLAINSIGHT_SAMPLING: `drop=/x; ${text}` }, file: false })
    expect(faults.map(({ key }) => key)).toEqual(['PLAINSIGHT_SAMPLING'])
    expect(config.agent.sampling).toEqual(['drop=/x'])
  })
})

describe('the cap', () => {
  /** A clock that the test moves. */
  const run = (perSecond: number, gaps: readonly number[], probability = 1): number[] => {
    let time = 0
    const cap = createRateCap(perSecond, () => time)
    return gaps.map((gap) => {
      time += gap
      return cap(probability)
    })
  }
  const every = (gap: number, count: number): number[] => new Array(count).fill(gap)
  test('keeps all of less traffic than it allows', () => {
    expect(run(10, every(101, 500)).every((probability) => probability === 1)).toBe(true)
  })
  test('lowers the probability to what it allows', () => {
    const settled = run(10, every(1, 10_000)).slice(-1000)
    for (const probability of settled) expect(probability).toBeCloseTo(0.01, 3)
  })
  test('counts only what the rules before it keep', () => {
    expect(run(10, every(1, 10_000), 0.1).at(-1)).toBeCloseTo(0.01, 3)
    expect(run(200, every(1, 10_000), 0.1).at(-1)).toBe(0.1)
  })
  test('follows a burst out of silence within a second', () => {
    const kept = run(100, [60_000, ...every(0.1, 20_000)]).reduce((sum, probability) => sum + probability, 0)
    expect(kept).toBeLessThan(2 * 100 + 600)
    expect(kept).toBeGreaterThan(150)
  })
  test('writes down the probability by which it decided, so that weights add up to the truth', () => {
    const sampling = samplingOf({ PLAINSIGHT_MAX_TRACES_PER_SECOND: '50', PLAINSIGHT_SAMPLING: 'fallback=0.5' })
    let [estimate, kept] = [0, 0]
    for (const traceId of traceIds) {
      const { isKept, traceState } = sampling(traceId, undefined, {})
      if (!isKept) continue
      kept++
      estimate += 1 / toProbability(traceState!.slice('ot=th:'.length))
    }
    expect(kept).toBeLessThan(traceIds.length / 10)
    // Five times the standard error at such probabilities.
    expect(Math.abs(estimate / traceIds.length - 1)).toBeLessThan(5 / Math.sqrt(kept))
  })
})
