import type { Config } from '../config/schema.ts'
import type { RequestContext } from './request-context.ts'

/** Where a span comes from: its parent's trace, and whether that is kept. */
type Parent = { readonly traceId: string; readonly sampled: boolean }

/**
 * Decides which traces are kept: for requests and for the spans of OpenTelemetry alike. The decisions are those of the
 * samplers that `OTEL_TRACES_SAMPLER` names.
 */
export type Sampling = {
  /** For a span that continues a trace. */
  continued(parent: Parent): boolean
  /** For a new trace: ratios are taken of its id, 32 hexadecimal digits. */
  root(traceId: string): boolean
}

export const isSampled = ({ traceFlags }: RequestContext): boolean => (traceFlags & 1) === 1

export const createSampling = ({ otel }: Config): Sampling => {
  const { tracesSampler: name, tracesSamplerArg: ratio = 1 } = otel
  const root = toRootDecision(name, ratio)
  if (name.startsWith('parentbased_')) return { root, continued: (parent) => parent.sampled }
  return { root, continued: (parent) => root(parent.traceId) }
}

const toRootDecision = (name: string, ratio: number): ((traceId: string) => boolean) => {
  if (name.endsWith('always_on')) return () => true
  if (name.endsWith('always_off')) return () => false
  const bound = toBound(ratio)
  return (traceId) => fold(traceId) < bound
}

const toBound = (ratio: number): number => (ratio === 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1)))

/** The trace id folded to 32 bits as the SDK's `TraceIdRatioBasedSampler` does it, so that both agree on each trace. */
const fold = (traceId: string): number => {
  let folded = 0
  for (let at = 0; at < traceId.length; at += 8) folded ^= Number.parseInt(traceId.slice(at, at + 8), 16)
  return folded >>> 0
}
