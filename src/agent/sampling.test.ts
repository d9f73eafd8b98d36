import { randomBytes } from 'node:crypto'
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { createSampler } from './open-telemetry/sampler.ts'
import { createSampling } from './sampling.ts'

const ratio = 0.3

/** What OpenTelemetry's SDK makes of each name. */
const samplers: readonly (readonly [name: string, sampler: Sampler])[] = [
  ['always_on', new AlwaysOnSampler()],
  ['always_off', new AlwaysOffSampler()],
  ['traceidratio', new TraceIdRatioBasedSampler(ratio)],
  ['parentbased_always_on', new ParentBasedSampler({ root: new AlwaysOnSampler() })],
  ['parentbased_always_off', new ParentBasedSampler({ root: new AlwaysOffSampler() })],
  ['parentbased_traceidratio', new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })],
]

const parents = [
  undefined,
  ...[0, 1].flatMap((traceFlags) => [true, false].map((isRemote) => ({ traceFlags, isRemote }))),
]

const traceIds = Array.from({ length: 500 }, () => randomBytes(16).toString('hex'))

test.each(samplers)(
  '%s keeps the traces that the sampler of the SDK keeps, for requests and for other spans',
  (name, stock) => {
    const { config, faults } = loadConfig({
      env: { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: String(ratio) },
      file: false,
    })
    expect(faults).toEqual([])
    const sampling = createSampling(config)
    const sampler = createSampler(sampling)
    for (const traceId of traceIds) {
      for (const parent of parents) {
        const span = parent && { ...parent, traceId, spanId: traceId.slice(16) }
        const context = span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span)
        const wanted = stock.shouldSample(context, traceId, 'work', SpanKind.INTERNAL, {}, []).decision
        const isKept = wanted === SamplingDecision.RECORD_AND_SAMPLED
        expect(sampler.shouldSample(context, traceId, 'work', SpanKind.INTERNAL, {}, []).decision).toBe(wanted)
        expect(span ? sampling.continued({ traceId, sampled: span.traceFlags === 1 }) : sampling.root(traceId)).toBe(
          isKept,
        )
      }
    }
  },
)
