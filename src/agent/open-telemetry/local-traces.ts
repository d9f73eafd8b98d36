import { type Context, type SpanContext, trace } from '@opentelemetry/api'
import { serverSpanOf } from '../current-request.ts'
import type { LocalTrace } from '../sampling/local-trace.ts'
import { shared } from '../shared.ts'

/** Traces that have not ended, by the OpenTelemetry spans in them. */
const bySpan = shared('local traces', () => new WeakMap<object, LocalTrace>())

/** The local trace of a span that starts in this context; undefined if the span starts a new one in this process. */
export const localTraceOf = (context: Context): LocalTrace | undefined => {
  const parent = trace.getSpan(context)
  if (parent === undefined) return undefined
  const known = bySpan.get(parent)
  if (known !== undefined) return known
  const request = serverSpanOf(context)
  return request !== undefined && isOf(parent.spanContext(), request.ids.traceId)
    ? (request.waits as LocalTrace | undefined)
    : undefined
}

/** A context may hold a request and the trace of another process. */
const isOf = ({ traceId }: SpanContext, expected: string): boolean => traceId === expected

export const rememberLocalTrace = (span: object, local: LocalTrace): void => void bySpan.set(span, local)
export const knownLocalTrace = (span: object): LocalTrace | undefined => bySpan.get(span)
