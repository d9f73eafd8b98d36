import type * as resources from '@opentelemetry/resources'
import type * as sdk from '@opentelemetry/sdk-trace'
import { expectTypeOf, test } from 'vitest'
import type { ReadableSpan, Resource, SpanLimits, SpanProcessor } from './sdk-types.ts'

test('types that stand for those of the SDK take them, and are taken for them', () => {
  expectTypeOf<sdk.SpanProcessor>().toExtend<SpanProcessor>()
  expectTypeOf<SpanProcessor>().toExtend<sdk.SpanProcessor>()
  expectTypeOf<sdk.ReadableSpan>().toExtend<ReadableSpan>()
  expectTypeOf<ReadableSpan>().toExtend<sdk.ReadableSpan>()
  expectTypeOf<resources.Resource>().toExtend<Resource>()
  expectTypeOf<Resource>().toExtend<resources.Resource>()
  expectTypeOf<Required<sdk.SpanLimits>>().toExtend<SpanLimits>()
  expectTypeOf<SpanLimits>().toExtend<Required<sdk.SpanLimits>>()
})
